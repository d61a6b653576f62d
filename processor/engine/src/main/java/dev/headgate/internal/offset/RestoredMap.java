package dev.headgate.internal.offset;

/**
 * What earlier owners of a partition have done beyond the committed offset, until the position has passed it. Its
 * questions come in ascending order, so that each is answered where the last one left off. Owned by the poll thread.
 */
final class RestoredMap {
    private final long committed;
    private final OffsetRanges done;
    private int range;

    /**
     * @param committed the offset the map was committed with
     * @param done what lies at or above it
     */
    RestoredMap(long committed, OffsetRanges done) {
        this.committed = committed;
        this.done = done;
    }

    /** Whether the record at this offset is done. From below the committed offset the map is not followed at all. */
    boolean contains(long offset) {
        if (offset < committed) {
            range = done.count();
        }
        while (range < done.count() && done.to(range) <= offset) {
            range++;
        }
        return range < done.count() && done.from(range) <= offset;
    }

    /** Whether nothing is done at the last offset asked for, or above it. */
    boolean isPassed() {
        return range == done.count();
    }

    /** Adds what is done at this offset and above. */
    void writeFrom(long offset, OffsetMapWriter writer) {
        for (int i = range; i < done.count() && !writer.isFull(); i++) {
            if (done.to(i) > offset) {
                writer.add(Math.max(offset, done.from(i)), done.to(i));
            }
        }
    }
}
