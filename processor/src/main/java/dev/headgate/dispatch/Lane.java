package dev.headgate.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The mailbox of records that wait for one another. At most one of them is under way.
 *
 * <p>This is the queue lock of Mellor-Crummey and Scott (1991) with jobs in place of threads. The lane is one pointer to
 * its last job, and each job points to the one behind it. To append is one atomic swap: a job that finds nobody before it
 * owns the lane and may be queued for a worker; any other waits, linked to its predecessor. To release is to pass the lane
 * on to the job behind, or, where there is none, to swing the pointer back to empty. Whoever ends a record, worker or
 * sink callback, gets the next one into its hands, so a busy lane runs at the speed of the handler and never asks the
 * poll thread.
 *
 * <p>There is one moment in which a job behind exists but isn't linked yet: the poll thread has swapped the tail and not
 * yet stored the link. It is two instructions long, and the releasing side spins over it.
 *
 * <p>Appended to by the poll thread only; released by whoever owns it.
 */
public final class Lane {
    /** For records that wait for nobody. */
    static final Lane FREE = new Lane(0);

    private static final VarHandle TAIL;

    static {
        try {
            TAIL = MethodHandles.lookup().findVarHandle(Lane.class, "tail", Job.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("FieldMayBeFinal") // by atomic swap
    private volatile @Nullable Job tail;

    /** What its records have in common; see {@link LaneTable}. */
    final long id;

    /** Its jobs in flight; poll thread only. */
    int inFlight;

    Lane(long id) {
        this.id = id;
    }

    /** Puts a job at the end. True if nobody is before it, so that it has to be queued now. */
    boolean append(Job job) {
        if (this == FREE) {
            return true;
        }
        Job before = (Job) TAIL.getAndSet(this, job);
        if (before == null) {
            return true;
        }
        before.nextInLane(job);
        return false;
    }

    /**
     * The job no longer keeps others waiting. Does nothing from the second time on.
     *
     * @return the job that owns the lane now and that the caller has to run or to queue; {@code null} if there is none
     */
    public static @Nullable Job release(Job job) {
        Lane lane = job.lane();
        return lane == FREE || !job.releaseOnce() ? null : lane.passOn(job);
    }

    /**
     * The job behind this one, if it is linked by now. For the owner of the lane, who may take it up together with this one
     * but has to release each in its turn.
     */
    public static @Nullable Job following(Job job) {
        return job.nextInLane();
    }

    /** Whether its records wait for nobody. */
    public boolean isFree() {
        return this == FREE;
    }

    private @Nullable Job passOn(Job job) {
        Job next = job.nextInLane();
        if (next == null) {
            if (TAIL.compareAndSet(this, job, null)) {
                return null;
            }
            while ((next = job.nextInLane()) == null) {
                Thread.onSpinWait();
            }
        }
        job.forgetNextInLane();
        return next;
    }
}
