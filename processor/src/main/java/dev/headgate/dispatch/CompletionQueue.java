package dev.headgate.dispatch;

import dev.headgate.model.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ended jobs, from anyone to the poll thread, in no order.
 *
 * <p>A stack (Treiber, 1986) that is taken whole: one compare-and-set to add, one swap to take all, and nothing to
 * allocate, since the jobs are its nodes. Each node knows how many lie below it, so whoever adds one knows how many wait
 * without counting. That is what lets the poll thread sleep until just the n-th completion is there: while it waits for
 * credits, the workers wake it once, when the queue is down to its low watermark, rather than for every record.
 */
public final class CompletionQueue {
    private static final VarHandle TOP;
    private static final int NOBODY_WAITS = Integer.MAX_VALUE;

    static {
        try {
            TOP = MethodHandles.lookup().findVarHandle(CompletionQueue.class, "top", Job.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("FieldMayBeFinal") // by compare-and-set
    private volatile @Nullable Job top;

    private volatile int wakeAt = NOBODY_WAITS;
    private volatile @Nullable Thread waiter;

    /** Gives a job its outcome and hands it to the poll thread. Any thread, once for each job. */
    public void complete(Job job, Outcome outcome, long nowNanos) {
        job.end(outcome, nowNanos);
        int waiting;
        Job below;
        do {
            below = top;
            waiting = below == null ? 1 : below.completionsBelow + 2;
            job.nextCompleted = below;
            job.completionsBelow = waiting - 1;
        } while (!TOP.compareAndSet(this, below, job));
        if (waiting == wakeAt) {
            wake();
        }
    }

    /** All that ended since the last call, linked by {@link Job#nextCompleted()}. Called by the poll thread. */
    public @Nullable Job drain() {
        return top == null ? null : (Job) TOP.getAndSet(this, null);
    }

    /** Waits until so many completions are there, the time is over, or {@link #wake} was called. Called by the poll thread. */
    public void await(int completions, long nanos) {
        waiter = Thread.currentThread();
        wakeAt = completions;
        if (size() < completions && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        wakeAt = NOBODY_WAITS;
    }

    /** Ends an {@link #await} early, or the next one. Any thread. */
    public void wake() {
        LockSupport.unpark(waiter);
    }

    private int size() {
        Job newest = top;
        return newest == null ? 0 : newest.completionsBelow + 1;
    }
}
