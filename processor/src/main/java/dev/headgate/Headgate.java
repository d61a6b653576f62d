package dev.headgate;

import dev.headgate.model.EngineSnapshot;
import dev.headgate.model.EngineState;
import java.time.Duration;

/**
 * A running processor: one Kafka consumer, its queue, its workers and its sink. Thread-safe.
 *
 * <p>Made by {@link #builder()}. {@link #close()} drains and commits; the process that never calls it loses nothing
 * either, it merely sees again what it had not committed.
 */
@SuppressWarnings("DoNotCallSuggester") // until the engine is wired
public final class Headgate implements AutoCloseable {
    private Headgate() {}

    /** The start of every configuration. */
    public static HeadgateBuilder builder() {
        return new HeadgateBuilder();
    }

    /** The engine at its last step. Never blocks. */
    public EngineSnapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    /** Pauses all partitions until {@link #resume()}. Takes effect at the poll thread's next step. */
    public void pause() {
        throw new UnsupportedOperationException();
    }

    /** Takes back {@link #pause()}. */
    public void resume() {
        throw new UnsupportedOperationException();
    }

    /**
     * Waits until the engine has ended, by {@link #close()} or by a failure.
     *
     * @return the state it ended in, or the current one if the time ran out first
     */
    public EngineState awaitEnd(Duration timeout) throws InterruptedException {
        throw new UnsupportedOperationException();
    }

    /** Asks for the shutdown that {@link #close()} waits for. Returns at once; safe in a signal handler. */
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    /** Ends within the drain timeout: admits nothing more, waits for what is in flight, commits, leaves the group. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
