package dev.headgate.internal.dispatch;

import dev.headgate.api.DeadLetter;
import dev.headgate.api.ExactlyOnceSink;
import java.util.Optional;

/**
 * Sinks that deliver into the same transactions.
 *
 * @param sink of the results; to close it closes both
 * @param deadLetters empty if there are none
 * @param <R> what the first delivers
 */
public record TransactionalSinks<R>(TransactionalSink<R> sink, Optional<TransactionalSink<DeadLetter>> deadLetters)
        implements ExactlyOnceSink<R> {
    /**
     * What is behind an exactly-once sink.
     *
     * @throws IllegalArgumentException if the transactions are not the engine's to end
     */
    public static <R> TransactionalSinks<R> of(ExactlyOnceSink<R> sink) {
        if (sink instanceof TransactionalSinks<R> ours) {
            return ours;
        }
        throw new IllegalArgumentException("an exactly-once sink is made by KafkaSink.to(topic).exactlyOnce(), which "
                + sink.getClass().getName() + " is not");
    }

    @Override
    public void close() {
        sink.close();
    }
}
