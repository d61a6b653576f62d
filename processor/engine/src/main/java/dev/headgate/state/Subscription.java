package dev.headgate.state;

import java.time.Duration;
import java.util.Optional;

/**
 * The records that one reader has yet to take, a bounded number of them. What doesn't fit is left out and counted, since the engine
 * waits for no reader. Made by {@code Headgate.watch}; to be closed. Read by one thread.
 */
public interface Subscription extends AutoCloseable {
    /**
     * The next record; empty if none comes in time. Called by the reader.
     *
     * @param timeout how long to wait; zero to look only
     * @throws InterruptedException if the reader is interrupted
     */
    Optional<EndedRecord> take(Duration timeout) throws InterruptedException;

    /** How many records were left out so far, since the reader was too slow. Any thread. */
    long missed();

    /** Gets no more. Any thread. */
    @Override
    void close();
}
