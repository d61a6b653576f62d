package dev.headgate;

import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.Setting;
import dev.headgate.internal.offset.OffsetMapCodec;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;

/** What exactly-once demands of the other settings. */
enum ExactlyOnce {
    /** The sink is one for exactly-once. */
    WANTED,
    NOT_WANTED;

    private static final int DEFAULT_WINDOW = 65_536;

    /**
     * The partition window: with exactly-once such that the map of what is done beyond the commit always fits.
     *
     * @param asked the window that was asked for
     * @param options all else
     * @throws IllegalArgumentException if what was asked for is larger
     */
    int window(OptionalInt asked, EngineOptions options) {
        if (this == NOT_WANTED) {
            return asked.orElse(DEFAULT_WINDOW);
        }
        int most = OffsetMapCodec.recordsThatFit(options.mapBytes());
        String map = options.nameOf(Setting.OFFSET_MAP_BYTES);
        if (most < 2) {
            throw new IllegalArgumentException("exactly-once needs the map of what is done beyond the commit: " + map
                    + " is " + options.mapBytes() + "; set it to 64 at least, better 4000");
        }
        if (asked.orElse(0) > most) {
            throw new IllegalArgumentException("exactly-once needs a map that always fits: a window of "
                    + asked.getAsInt() + " records (" + options.nameOf(Setting.PARTITION_WINDOW)
                    + ") may need more than the " + options.mapBytes() + " bytes of " + map + "; set the window to "
                    + most + " at most, or leave it unset");
        }
        return asked.orElse(Math.min(DEFAULT_WINDOW, most));
    }

    /**
     * The consumer's properties, with the isolation that goes with the guarantee.
     *
     * @throws IllegalArgumentException if they ask for a lower one
     */
    Map<String, Object> consumer(Map<String, Object> kafka) {
        if (this == NOT_WANTED) {
            return kafka;
        }
        String committed = IsolationLevel.READ_COMMITTED.toString().toLowerCase(Locale.ROOT);
        Object given = kafka.getOrDefault(ConsumerConfig.ISOLATION_LEVEL_CONFIG, committed);
        if (!committed.equals(given)) {
            throw new IllegalArgumentException("the Kafka property " + ConsumerConfig.ISOLATION_LEVEL_CONFIG + " is "
                    + given + ", but exactly-once must not read what may be aborted: remove it, or set it to "
                    + committed);
        }
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, committed);
        return properties;
    }
}
