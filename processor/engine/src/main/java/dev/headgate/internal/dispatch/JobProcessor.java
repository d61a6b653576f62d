package dev.headgate.internal.dispatch;

import dev.headgate.api.Ordering;

/**
 * Everything behind the lanes, as the poll thread sees it: jobs go in here and come back through the
 * {@link CompletionQueue}. Implemented by {@code worker.Pipeline}. Thread-safe, and no call blocks.
 */
public interface JobProcessor {
    /** The lanes in which jobs wait before {@link #submit}. Called once, before it. */
    default Lanes lanes(Ordering ordering) {
        return new Lanes(ordering);
    }

    /** Takes in a job that owns its lane. */
    void submit(Job job);

    /** Takes in the first jobs of an array, each of which owns its lane. Nobody may come for them before {@link #wake}. */
    default void submit(Job[] jobs, int count) {
        for (int i = 0; i < count; i++) {
            submit(jobs[i]);
        }
    }

    /** Sees to it that somebody comes for the jobs of all arrays so far. */
    default void wake() {}

    /** Ends the wait for more of what is held back for a batch, here and in the sinks. */
    void flush();

    /** Interrupts every attempt under way. Called once a deadline has passed. */
    void cancel();

    /**
     * Partitions are being revoked, or have gone: ends the waits of their records, and interrupts the attempts at records of
     * partitions that have gone. Called by the poll thread after it has moved the ownership.
     */
    default void ownershipEnded() {}

    /** Whether the circuit keeps deliveries from the sink. */
    boolean isDownstreamUnavailable();

    /**
     * Whether to take in nothing more, since nothing could be delivered.
     *
     * @param inFlight the records in flight
     */
    default boolean wantsNoMore(int inFlight) {
        return isDownstreamUnavailable();
    }

    /** Whether nothing is under way, and all that is in flight waits for a circuit that lets nothing through before this moment. */
    default boolean onlyWaitsUntil(long nanos) {
        return false;
    }

    /** What the workers' side tells about itself. */
    WorkerStats stats();
}
