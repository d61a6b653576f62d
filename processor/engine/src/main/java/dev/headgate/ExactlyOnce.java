package dev.headgate;

import dev.headgate.api.DeadLetter;
import dev.headgate.api.Guarantee;
import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.TransactionalSink;
import dev.headgate.internal.offset.OffsetMapCodec;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;

/** What a guarantee demands of the other settings. */
final class ExactlyOnce {
    private static final int DEFAULT_WINDOW = 65_536;

    private final Guarantee guarantee;
    private final OptionalInt window;
    private final int mapBytes;

    /**
     * @param window the partition window as it was asked for
     * @param mapBytes the most bytes of a commit's map
     */
    ExactlyOnce(Guarantee guarantee, OptionalInt window, int mapBytes) {
        this.guarantee = guarantee;
        this.window = window;
        this.mapBytes = mapBytes;
    }

    private boolean isWanted() {
        return guarantee == Guarantee.EXACTLY_ONCE;
    }

    /**
     * The partition window: with exactly-once such that the map of what is done beyond the commit always fits.
     *
     * @throws IllegalArgumentException if what was asked for is larger
     */
    int window() {
        if (!isWanted()) {
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
        if (!isWanted()) {
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

    /** @throws IllegalArgumentException if the sinks don't go with the guarantee, or not with one another */
    void check(Sink<?> sink, Optional<Sink<DeadLetter>> deadLetters) {
        boolean transactional = sink instanceof TransactionalSink<?>;
        if (isWanted() && !transactional) {
            throw new IllegalArgumentException("exactly-once needs a sink whose outputs go into transactions, and "
                    + sink.getClass().getSimpleName()
                    + " is none: take the sink kafka (KafkaSinkProvider.createTransactional),"
                    + " or the guarantee at-least-once");
        }
        if (!isWanted() && transactional) {
            throw new IllegalArgumentException("a transactional sink needs the guarantee exactly-once");
        }
        if (isWanted() && deadLetters.isPresent() && !isOfSameTransactions(sink, deadLetters.get())) {
            throw new IllegalArgumentException("exactly-once needs dead letters in the transactions of the sink:"
                    + " make theirs with TransactionalKafkaSink.deadLetters");
        }
    }

    private static boolean isOfSameTransactions(Sink<?> sink, Sink<?> deadLetters) {
        return sink instanceof TransactionalSink<?> one
                && deadLetters instanceof TransactionalSink<?> other
                && one.transactions().equals(other.transactions());
    }
}
