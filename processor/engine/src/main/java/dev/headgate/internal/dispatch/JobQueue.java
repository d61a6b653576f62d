package dev.headgate.internal.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue in front of a stage: jobs that may start now, from the poll thread, sink callbacks and the retry timer
 * to the workers.
 *
 * <p>Dmitry Vyukov's bounded multi-producer, multi-consumer ring: each slot carries a sequence number that says whose turn
 * it is, so producers and consumers contend for one counter each and never for a lock. Its capacity covers all credits,
 * so an {@link #offer} can't find it full.
 *
 * <p>A job was written by the poll thread, on another core, so the first look at it costs a trip there: to the job, from it
 * to the record and from there to the value, one after the other, which is more than all else that a small handler does.
 * So the worker that takes every eighth job first touches the eight that come after the next eight, and those that wait in their
 * lanes. Those trips don't depend on one another, and the processor makes them all at once. (Memory-level parallelism; Chen et al., Improving hash join
 * performance through prefetching, ICDE 2004, do the same with groups of probes.)
 */
public final class JobQueue {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /** The two counters lie in cache lines of their own: 128 bytes apart, as processors fetch lines in pairs. */
    private static final int HEAD = 16;

    private static final int TAIL = 32;
    private static final int COUNTERS = 48;

    /** How many jobs are touched together; more than that are gone again from the nearest cache before they are taken. */
    private static final int AHEAD = 8;

    private final long[] counters = new long[COUNTERS];
    private final long[] turns;
    private final @Nullable Job[] slots;
    private final int mask;

    /**
     * An empty queue.
     *
     * @param capacity the most jobs it ever has to hold, at least 1
     */
    public JobQueue(int capacity) {
        int length = Math.max(2, Integer.highestOneBit(Math.max(1, capacity - 1)) * 2);
        slots = new Job[length];
        turns = new long[length];
        mask = length - 1;
        for (int i = 0; i < length; i++) {
            turns[i] = i;
        }
    }

    /**
     * Puts a job at the end. Any thread.
     *
     * @throws IllegalStateException if it is full, which would mean more jobs than credits
     */
    public void offer(Job job) {
        while (true) {
            long tail = (long) LONGS.getVolatile(counters, TAIL);
            int index = (int) tail & mask;
            long turn = (long) LONGS.getAcquire(turns, index);
            if (turn == tail) {
                if (LONGS.compareAndSet(counters, TAIL, tail, tail + 1)) {
                    slots[index] = job;
                    LONGS.setRelease(turns, index, tail + 1);
                    return;
                }
            } else if (turn < tail) {
                requireRoom(tail);
            }
            Thread.onSpinWait();
        }
    }

    /**
     * Puts the first jobs of an array at the end, in their order and together. Any thread.
     *
     * @throws IllegalStateException if they don't fit in
     */
    public void offer(Job[] jobs, int count) {
        if (count == 0) {
            return;
        }
        while (true) {
            long tail = (long) LONGS.getVolatile(counters, TAIL);
            requireRoom(tail + count - 1);
            if (isFree(tail + count - 1) && LONGS.compareAndSet(counters, TAIL, tail, tail + count)) {
                for (int i = 0; i < count; i++) {
                    fill(tail + i, jobs[i]);
                }
                return;
            }
            Thread.onSpinWait();
        }
    }

    private boolean isFree(long turn) {
        return (long) LONGS.getAcquire(turns, (int) turn & mask) == turn;
    }

    /** Those who took before may not have left all slots yet. */
    private void fill(long turn, Job job) {
        while (!isFree(turn)) {
            Thread.onSpinWait();
        }
        slots[(int) turn & mask] = job;
        LONGS.setRelease(turns, (int) turn & mask, turn + 1);
    }

    /** The job that waits longest; {@code null} if none does. */
    public @Nullable Job poll() {
        while (true) {
            long head = (long) LONGS.getVolatile(counters, HEAD);
            int index = (int) head & mask;
            long turn = (long) LONGS.getAcquire(turns, index);
            if (turn == head + 1) {
                if (LONGS.compareAndSet(counters, HEAD, head, head + 1)) {
                    if (head % AHEAD == 0) {
                        touch(head + AHEAD);
                    }
                    Job job = slots[index];
                    slots[index] = null;
                    LONGS.setRelease(turns, index, head + slots.length);
                    return job;
                }
            } else if (turn <= head && head == (long) LONGS.getVolatile(counters, HEAD)) {
                return null;
            }
            Thread.onSpinWait();
        }
    }

    /** Brings jobs into this core's cache. What it reads may be outdated, and doesn't matter. */
    private void touch(long from) {
        for (long turn = from; turn < from + AHEAD; turn++) {
            Job job = slots[(int) turn & mask];
            if (job != null) {
                Prefetch.handled(job);
            }
        }
    }

    /** How many jobs wait; a moment's view. */
    public int size() {
        long head = (long) LONGS.getVolatile(counters, HEAD);
        long tail = (long) LONGS.getVolatile(counters, TAIL);
        return (int) Math.max(0, tail - head);
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** A slot may be read as taken for the moment in which its taker leaves it; only a whole ring of jobs is too many. */
    private void requireRoom(long tail) {
        long head = (long) LONGS.getVolatile(counters, HEAD);
        if (tail - head >= slots.length) {
            throw new IllegalStateException("more jobs than credits: the queue holds " + slots.length);
        }
    }
}
