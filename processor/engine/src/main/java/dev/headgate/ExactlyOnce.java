package dev.headgate;

import dev.headgate.internal.offset.OffsetMapCodec;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;

/** What exactly-once demands of the other settings. */
final class ExactlyOnce {
    private static final int DEFAULT_WINDOW = 65_536;

    private final boolean wanted;
    private final OptionalInt window;
    private final int mapBytes;

    /**
     * @param wanted whether the sink is one for exactly-once
     * @param window the partition window as it was asked for
     * @param mapBytes the most bytes of a commit's map
     */
    ExactlyOnce(boolean wanted, OptionalInt window, int mapBytes) {
        this.wanted = wanted;
        this.window = window;
        this.mapBytes = mapBytes;
    }

    /**
     * The partition window: with exactly-once such that the map of what is done beyond the commit always fits.
     *
     * @throws IllegalArgumentException if what was asked for is larger
     */
    int window() {
        if (!wanted) {
            return window.orElse(DEFAULT_WINDOW);
        }
        int most = OffsetMapCodec.recordsThatFit(mapBytes);
        if (most < 2) {
            throw new IllegalArgumentException("exactly-once needs the map of what is done beyond the commit: "
                    + "headgate.offsets.map-bytes is " + mapBytes + "; set it to 64 at least, better 4000");
        }
        if (window.orElse(0) > most) {
            throw new IllegalArgumentException("exactly-once needs a map that always fits: a window of "
                    + window.getAsInt() + " records (headgate.offsets.window) may need more than the " + mapBytes
                    + " bytes of headgate.offsets.map-bytes; set the window to " + most
                    + " at most, or leave it unset");
        }
        return window.orElse(Math.min(DEFAULT_WINDOW, most));
    }

    /**
     * The consumer's properties, with the isolation that goes with the guarantee.
     *
     * @throws IllegalArgumentException if they ask for a lower one
     */
    Map<String, Object> consumer(Map<String, Object> kafka) {
        if (!wanted) {
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
