package dev.headgate.benchmarks.work;

import dev.headgate.api.Ordering;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Watches that records come in the order that was asked for: one of a key, or a partition, starts after the one before it
 * has ended.
 *
 * <p>The arrays are plain, since a system that keeps the order also hands one record's end on to the next one's start; one
 * that doesn't may be seen doing so late, but not never.
 */
public final class OrderCheck {
    private final Ordering ordering;
    private final int[] ended;
    private final long[] endedOffset;
    private final LongAdder violations = new LongAdder();

    public OrderCheck(Ordering ordering, Content content) {
        this.ordering = ordering;
        boolean keyed = ordering == Ordering.KEY && content.keys() != KeyShape.DISTINCT;
        this.ended = new int[keyed ? content.keys().keys() : 0];
        this.endedOffset = new long[ordering == Ordering.PARTITION ? content.partitions() : 0];
        Arrays.fill(endedOffset, -1);
    }

    /** A record starts. */
    public void starts(byte[] value, int partition, long offset) {
        boolean inOrder = switch (ordering) {
            case UNORDERED -> true;
            case KEY -> {
                int key = Payload.key(value);
                yield key < 0 || key >= ended.length || Payload.sequence(value) <= ended[key];
            }
            case PARTITION -> offset <= endedOffset[partition] + 1;
        };
        if (!inOrder) {
            violations.increment();
        }
    }

    /** A record has ended. */
    public void ends(byte[] value, int partition, long offset) {
        switch (ordering) {
            case UNORDERED -> {}
            case KEY -> {
                int key = Payload.key(value);
                if (key >= 0 && key < ended.length) {
                    ended[key] = Math.max(ended[key], Payload.sequence(value) + 1);
                }
            }
            case PARTITION -> endedOffset[partition] = Math.max(endedOffset[partition], offset);
        }
    }

    /** How often a record started too early. */
    public long violations() {
        return violations.sum();
    }
}
