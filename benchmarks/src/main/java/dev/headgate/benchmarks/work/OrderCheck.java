package dev.headgate.benchmarks.work;

import dev.headgate.api.Ordering;
import java.util.concurrent.atomic.LongAdder;

/**
 * Watches that records come in the order that was asked for: one of a key, or a partition, starts after the one before it
 * has ended. It looks at every record in the same way whatever the order, so that all systems have the same to do.
 *
 * <p>The arrays are plain, since a system that keeps the order also hands one record's end on to the next one's start; one
 * that doesn't may be seen doing so late, but not never.
 */
public final class OrderCheck {
    private final Ordering ordering;
    private final int[] ended;
    private final long[] nextOffset;
    private final LongAdder violations = new LongAdder();

    public OrderCheck(Ordering ordering, Content content) {
        this.ordering = ordering;
        this.ended =
                new int[content.keys() == KeyShape.DISTINCT ? 0 : content.keys().keys()];
        this.nextOffset = new long[content.partitions()];
    }

    /** A record starts. */
    public void starts(byte[] value, int partition, long offset) {
        int key = Payload.key(value);
        boolean keyInOrder = !isCounted(key) || Payload.sequence(value) <= ended[key];
        boolean partitionInOrder = offset <= nextOffset[partition];
        boolean inOrder = switch (ordering) {
            case UNORDERED -> true;
            case KEY -> keyInOrder;
            case PARTITION -> partitionInOrder;
        };
        if (!inOrder) {
            violations.increment();
        }
    }

    /** A record has ended. */
    public void ends(byte[] value, int partition, long offset) {
        int key = Payload.key(value);
        if (isCounted(key)) {
            ended[key] = Math.max(ended[key], Payload.sequence(value) + 1);
        }
        if (ordering == Ordering.PARTITION) {
            nextOffset[partition] = Math.max(nextOffset[partition], offset + 1);
        }
    }

    private boolean isCounted(int key) {
        return key >= 0 && key < ended.length;
    }

    /** How often a record started too early. */
    public long violations() {
        return violations.sum();
    }
}
