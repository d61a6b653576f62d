package dev.headgate.internal.worker;

import dev.headgate.api.DeadLetter;
import dev.headgate.api.Sink;
import dev.headgate.internal.Failures;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of the sinks beside deliveries. Each is asked, whatever the other one throws. Thread-safe. */
record Sinks(Sink<Object> sink, Optional<Sink<DeadLetter>> deadLetters) {
    private static final Logger LOG = LoggerFactory.getLogger(Sinks.class);

    /**
     * Asks both to send what they hold back. One that can't still acknowledges what it has, or its deliveries run out of time.
     *
     * @param onBroken hears of what nothing would survive
     */
    void flush(Consumer<Throwable> onBroken) {
        flush(sink, onBroken);
        deadLetters.ifPresent(other -> flush(other, onBroken));
    }

    private static void flush(Sink<?> which, Consumer<Throwable> onBroken) {
        try {
            which.flush();
        } catch (Throwable e) {
            if (Failures.isUnsurvivable(e)) {
                onBroken.accept(e);
            } else {
                LOG.warn("the sink {} did not flush", which.getClass().getName(), e);
            }
        }
    }

    void close() {
        close(sink);
        deadLetters.ifPresent(Sinks::close);
    }

    private static void close(Sink<?> which) {
        try {
            which.close();
        } catch (Throwable e) { // the other one is to be closed all the same
            LOG.warn("the sink {} did not close in order", which.getClass().getName(), e);
        }
    }
}
