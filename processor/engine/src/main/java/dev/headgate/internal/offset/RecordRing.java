package dev.headgate.internal.offset;

import org.jspecify.annotations.Nullable;

/**
 * The slots of the records of a window, by their numbers: a ring that grows, and never shrinks, with the window. Not
 * thread-safe.
 *
 * @param <T> what is in flight
 */
final class RecordRing<T> {
    private static final int INITIAL_SLOTS = 64;

    private @Nullable Object[] items = new Object[INITIAL_SLOTS];
    private long[] offsets = new long[INITIAL_SLOTS];

    /** Makes room for the record {@code tail}, where those from {@code head} on are there. */
    void reserve(long head, long tail) {
        if (tail - head == items.length) {
            grow(head, tail);
        }
    }

    private void grow(long head, long tail) {
        @Nullable Object[] moreItems = new Object[items.length * 2];
        long[] moreOffsets = new long[moreItems.length];
        for (long number = head; number < tail; number++) {
            int to = (int) number & (moreItems.length - 1);
            moreItems[to] = items[index(number)];
            moreOffsets[to] = offsets[index(number)];
        }
        items = moreItems;
        offsets = moreOffsets;
    }

    /** @param item null for a record that is not in flight */
    void put(long number, long offset, @Nullable T item) {
        int index = index(number);
        offsets[index] = offset;
        items[index] = item;
    }

    long offset(long number) {
        return offsets[index(number)];
    }

    /** The record, or null if it is in flight no more. */
    @SuppressWarnings("unchecked")
    @Nullable
    T item(long number) {
        return (T) items[index(number)];
    }

    boolean isEmpty(long number) {
        return items[index(number)] == null;
    }

    void clear(long number) {
        items[index(number)] = null;
    }

    private int index(long number) {
        return (int) number & (items.length - 1);
    }
}
