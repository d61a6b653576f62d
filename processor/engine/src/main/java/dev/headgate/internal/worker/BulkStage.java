package dev.headgate.internal.worker;

import dev.headgate.api.Ordering;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Lanes;
import org.jspecify.annotations.Nullable;

/** What the workers of a first stage do that doesn't handle record by record. Shared by them; thread-safe. */
interface BulkStage {
    /**
     * Takes a job from the stage's queue, or the next one of a lane, as far as it goes without a wait for others.
     *
     * @return the job of the same lane that may start now; {@code null} if there is none, or not yet
     */
    @Nullable
    Job run(Job job, BulkWorker worker);

    /** The lanes in which its jobs wait. */
    default Lanes lanes(Ordering ordering) {
        return new Lanes(ordering);
    }

    /** There may be room for a record that waits elsewhere than in the stage's queue. Any thread; never blocks. */
    default void hasRoom() {}

    /** Ends every wait for more records. Doesn't block. Any thread. */
    default void flush() {}

    /** Ends what is under way without a worker. Any thread. */
    default void cancel() {}

    /** Ends what is under way without a worker for a partition that has gone. Called by the poll thread. */
    default void cancelGone() {}

    /** Ends what is under way without a worker and began before. Called by the timer. */
    default void cancelStartedBefore(long nanos) {}

    /** How many of the stage's workers count as active, of those that are busy. */
    default int active(int busyWorkers) {
        return busyWorkers;
    }

    /** How many records the handler has in hand while this many workers are busy. */
    int inHand(int busyWorkers);
}
