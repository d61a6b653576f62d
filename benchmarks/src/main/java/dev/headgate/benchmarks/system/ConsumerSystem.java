package dev.headgate.benchmarks.system;

/** One of the ways to consume a topic that are compared. Without state: makes a new consumer at each start. */
public interface ConsumerSystem {
    /**
     * Begins to consume, and returns. Each record goes to the work, as a user of the system would write it; offsets are
     * committed every {@link #COMMIT_INTERVAL_MS} or as near to it as the system can be set.
     *
     * @return stops it, without waiting for records in flight longer than a few seconds
     * @throws UnsupportedOperationException if the system can't do what the setup asks for
     */
    AutoCloseable start(SystemSetup setup, Work work);

    /** How often all systems commit, in ms. */
    int COMMIT_INTERVAL_MS = 1000;
}
