package dev.headgate.api;

/**
 * A sink for exactly-once, together with its dead letters: results, dead letters and the offsets of what they were made from are
 * committed in one transaction (KIP-98, KIP-447), and a reader with {@code read_committed} finds each result once. A handler
 * still runs more than once where a transaction was aborted.
 *
 * <p>Made by {@code KafkaSink.to(topic)...exactlyOnce()}, and given to the pipeline as its sink; not to be implemented.
 *
 * @param <R> what it delivers
 */
public interface ExactlyOnceSink<R> extends AutoCloseable {
    /** Ends its producer, for a sink of which no engine was made. The engine closes its own. */
    @Override
    void close();
}
