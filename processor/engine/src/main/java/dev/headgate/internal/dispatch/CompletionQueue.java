package dev.headgate.internal.dispatch;

import dev.headgate.state.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ended jobs, from anyone to the poll thread, in the order in which they ended, give or take those that end at once.
 *
 * <p>A ring: a thread that adds a job draws a ticket, by one fetch-and-add that never has to be tried again, and fills the slot of
 * that number. The number also says how many wait. That is what lets the poll thread sleep until just the n-th completion is
 * there: while it waits for credits, the workers wake it once, when the queue is down to its low watermark, rather than for
 * every record. Its capacity covers all credits, so a slot can't be taken. A ticket whose slot isn't filled yet ends a
 * {@link #drain}; its job comes with the next one.
 *
 * <p>How and when a job ended lies in the ring beside it, and the poll thread writes it into the job. A sink may acknowledge
 * long after the job was last touched, by a thread that has a producer to serve as well and would have to fetch each job
 * from far away. The poll thread has to look into it anyhow, and knows the next few without a look into each: it touches
 * them together and pays for one trip there rather than for each; see {@link JobQueue}.
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
    private final Outcome[] outcomes;
    private final long[] endedNanos;
    private final int mask;
    private final Parking parking;

    /** The next ticket to drain; poll thread only. */
    private long head;

    /** The count of tickets at which the poll thread wants to be woken. */
    private volatile long wakeAt = NOBODY_WAITS;

    private volatile @Nullable Thread waiter;

    private volatile @Nullable Throwable broken;

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
        outcomes = new Outcome[length];
        Arrays.fill(outcomes, Outcome.Plain.DROPPED);
        endedNanos = new long[length];
        mask = length - 1;
    }

    /**
     * Hands a job and its outcome to the poll thread. Any thread, once for each job; it doesn't look into the job.
     *
     * @throws IllegalStateException if more have ended than there are credits
     */
    public void complete(Job job, Outcome outcome, long nowNanos) {
        long ticket = (long) LONGS.getAndAdd(counters, TAIL, 1L);
        int index = (int) ticket & mask;
        if (slots[index] != null) {
            throw new IllegalStateException("more completions than credits: the queue holds " + slots.length);
        }
        outcomes[index] = outcome;
        endedNanos[index] = nowNanos;
        SLOTS.setRelease(slots, index, job);
        if (ticket + 1 == wakeAt) {
            wake();
        }
    }

    /**
     * Gives what had ended when it was called its outcome, and passes it on. Called by the poll thread.
     *
     * @throws IllegalStateException if a job has ended before
     */
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
            job.end(outcomes[index], endedNanos[index]);
            ended.accept(job);
        }
    }

    private void touch(long from) {
        for (long ticket = from; ticket < from + AHEAD; ticket++) {
            Job job = slots[(int) ticket & mask];
            if (job != null) {
                Prefetch.ended(job);
            }
        }
    }

    /**
     * Waits until this many completions are there, the time is over, or {@link #wake} was called. Called by the poll thread.
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

    /**
     * The engine's own code has failed around a job, which may have no outcome now, and never get one: the poll thread has to
     * end. Allocates nothing, since it may be memory that is missing. Any thread; the first word counts.
     */
    public void broke(Throwable failure) {
        if (broken == null) {
            broken = failure;
        }
        wake();
    }

    /** What the engine's own code has failed of, if it has. */
    public Optional<Throwable> broken() {
        return Optional.ofNullable(broken);
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
