package dev.headgate.sim;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counters that one thread writes, without a contended instruction, and any thread reads. What happened before a count is
 * seen by a thread that sees the count.
 *
 * @param <C> what is counted
 */
final class OwnedCounters<C extends Enum<C>> {

    /** Longs on either side that keep other threads' data off the cache lines of the counters. */
    private static final int APART = 16;

    private final AtomicLongArray values;

    OwnedCounters(Class<C> what) {
        this.values = new AtomicLongArray(APART + what.getEnumConstants().length + APART);
    }

    // As in an EnumMap, no place outlives the process.
    @SuppressWarnings("EnumOrdinal")
    private int place(C what) {
        return APART + what.ordinal();
    }

    /** The owner only. */
    void add(C what, long count) {
        int place = place(what);
        values.setRelease(place, values.getPlain(place) + count);
    }

    /** Any thread. */
    long get(C what) {
        return values.getAcquire(place(what));
    }
}
