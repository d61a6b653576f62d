package dev.headgate.dispatch;

import dev.headgate.model.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ended jobs, from anyone to the poll thread, in the order in which they ended, give or take those that end at once.
 *
 * <p>A ring: whoever adds a job draws a ticket, by one fetch-and-add that never has to be tried again, and fills the slot of
 * that number. The number also says how many wait. That is what lets the poll thread sleep until just the n-th completion is
 * there: while it waits for credits, the workers wake it once, when the queue is down to its low watermark, rather than for
 * every record. Its capacity covers all credits, so a slot can't be taken. A ticket whose slot isn't filled yet ends a
 * {@link #drain}; its job comes with the next one.
 *
 * <p>An ended job was last written on another core. The ring knows them without a look into each, so the poll thread
 * touches the next few together and pays for one trip there rather than for each; see {@link JobQueue}.
 */
public final class CompletionQueue {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Job[].class);
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long NOBODY_WAITS = Long.MAX_VALUE;

    /** How many jobs are touched together. */
    private static final int AHEAD = 8;

    /** Where the tickets' counter is, far from what else is written, since false sharing would cost more than the count. */
    private static final int TAIL = 16;

    private static final int COUNTERS = 32;

    private final long[] counters = new long[COUNTERS];
    private final @Nullable Job[] slots;
    private final int mask;
    private final Parking parking;

    /** The next ticket to drain; poll thread only. */
    private long head;

    /** The count of tickets at which the poll thread wants to be woken. */
    private volatile long wakeAt = NOBODY_WAITS;

    private volatile @Nullable Thread waiter;

    /**
     * An empty queue.
     *
     * @param capacity the most jobs that can have ended and not been drained: all credits
     */
    public CompletionQueue(int capacity) {
        this(capacity, Parking.REAL);
    }

    /**
     * An empty queue.
     *
     * @param capacity the most jobs that can have ended and not been drained: all credits
     * @param parking how the poll thread waits in {@link #await}
     */
    public CompletionQueue(int capacity, Parking parking) {
        this.parking = parking;
        int length = Math.max(2, Integer.highestOneBit(Math.max(1, capacity - 1)) * 2);
        slots = new Job[length];
        mask = length - 1;
    }

    /**
     * Gives a job its outcome and hands it to the poll thread. Any thread, once for each job.
     *
     * @throws IllegalStateException if the job has ended before, or if more have ended than there are credits
     */
    public void complete(Job job, Outcome outcome, long nowNanos) {
        job.end(outcome, nowNanos);
        long ticket = (long) LONGS.getAndAdd(counters, TAIL, 1L);
        int index = (int) ticket & mask;
        if (slots[index] != null) {
            throw new IllegalStateException("more completions than credits: the queue holds " + slots.length);
        }
        SLOTS.setRelease(slots, index, job);
        if (ticket + 1 == wakeAt) {
            wake();
        }
    }

    /** Passes on what had ended when it was called. Called by the poll thread. */
    public void drain(Consumer<? super Job> ended) {
        long end = tail();
        for (; head < end; head++) {
            if (head % AHEAD == 0) {
                touch(head + AHEAD);
            }
            int index = (int) head & mask;
            Job job = (Job) SLOTS.getAcquire(slots, index);
            if (job == null) {
                return;
            }
            slots[index] = null;
            ended.accept(job);
        }
    }

    private void touch(long from) {
        for (long ticket = from; ticket < from + AHEAD; ticket++) {
            Job job = slots[(int) ticket & mask];
            if (job != null) {
                job.touchEnded();
            }
        }
    }

    /**
     * Waits until so many completions are there, the time is over, or {@link #wake} was called. Called by the poll thread.
     */
    public void await(int completions, long nanos) {
        waiter = Thread.currentThread();
        wakeAt = head + completions;
        if (size() >= completions) {
            Thread.onSpinWait(); // somebody may have its ticket and not have filled the slot
        } else if (nanos > 0) {
            parking.park(this, nanos);
        }
        wakeAt = NOBODY_WAITS;
    }

    /** Ends an {@link #await} early, or the next one. Any thread. */
    public void wake() {
        LockSupport.unpark(waiter);
    }

    /** How many have ended and were not drained. Called by the poll thread. */
    public int size() {
        return (int) (tail() - head);
    }

    /** A mark behind all that has ended so far; see {@link #isDrainedTo}. */
    public long mark() {
        return tail();
    }

    /** Whether all that had ended when the mark was made has been passed on. Called by the poll thread. */
    public boolean isDrainedTo(long mark) {
        return head >= mark;
    }

    private long tail() {
        return (long) LONGS.getVolatile(counters, TAIL);
    }
}
