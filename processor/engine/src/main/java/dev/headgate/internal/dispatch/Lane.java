package dev.headgate.internal.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * The chain of records that wait for one another. At most one of them is under way.
 *
 * <p>This is the queue lock of Mellor-Crummey and Scott (1991) with jobs in place of threads: each job points to the one
 * behind it. Since the poll thread alone appends, only it needs to know the last job of a lane, and {@link LaneTable} has
 * that; the lane itself is no object, and nothing is shared but one field of each job. To append is to store the link into
 * the job before, by compare-and-set; a job that finds nobody before it is stored nowhere and may be queued at once. To
 * release is to close that same field of one's own, by a swap that says who, if anybody, was linked there. The one that comes
 * second sees what the first did: the appender finds the field closed and knows that its job waits for nobody, or the
 * releaser finds a job and has it in hand. A closed field points to its own job.
 *
 * <p>So a record whose key has no other in flight costs no contended instruction at all, and a busy lane runs at the speed
 * of the handler and never asks the poll thread.
 */
public final class Lane {
    /** The lane of records that wait for nobody. */
    static final long FREE = 0;

    private Lane() {}

    /**
     * Puts a job behind another of its lane. False if that one keeps nobody waiting any more. Called by the poll thread.
     */
    static boolean append(Job before, Job job) {
        return before.linkNext(job);
    }

    /**
     * The job no longer keeps others waiting. Does nothing from the second time on. Called by the job's owner.
     *
     * @return the job that owns the lane now and that the caller has to run or to queue; {@code null} if there is none
     */
    public static @Nullable Job release(Job job) {
        return job.lane() == FREE ? null : job.closeNext();
    }

    /**
     * The job behind this one, if it is linked by now. For the owner of the lane, who may take it up together with this one
     * but has to release each in its turn.
     */
    public static @Nullable Job following(Job job) {
        return job.nextInLane();
    }

    /** Whether records of the lane with this id wait for nobody. */
    public static boolean isFree(long lane) {
        return lane == FREE;
    }
}
