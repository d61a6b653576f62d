package dev.headgate.internal.offset;

import java.util.Arrays;
import java.util.StringJoiner;

/** A set of offsets as ascending ranges that neither overlap nor touch. Immutable. */
public final class OffsetRanges {
    public static final OffsetRanges EMPTY = new OffsetRanges(new long[0]);

    /** From, to, from, to…; each range ends before its {@code to}. */
    private final long[] bounds;

    private OffsetRanges(long[] bounds) {
        this.bounds = bounds;
    }

    /**
     * The set of these ranges.
     *
     * @param bounds for each range its first offset and the one after its last
     * @throws IllegalArgumentException if they are not ascending from 0
     */
    public static OffsetRanges of(long... bounds) {
        if (bounds.length % 2 != 0) {
            throw new IllegalArgumentException("a range has no end");
        }
        long before = -1;
        for (long bound : bounds) {
            if (bound <= before) {
                throw new IllegalArgumentException("the bounds are not ascending: " + before + ", then " + bound);
            }
            before = bound;
        }
        return new OffsetRanges(bounds.clone());
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** How many ranges there are. */
    public int count() {
        return bounds.length / 2;
    }

    /** The first offset of a range. */
    public long from(int range) {
        return bounds[2 * range];
    }

    /** The offset after the last of a range. */
    public long to(int range) {
        return bounds[2 * range + 1];
    }

    /** How many offsets the set holds. */
    public long size() {
        long size = 0;
        for (int range = 0; range < count(); range++) {
            size += to(range) - from(range);
        }
        return size;
    }

    /** Those of its offsets that are below this one. */
    public OffsetRanges below(long end) {
        int ranges = 0;
        while (ranges < count() && from(ranges) < end) {
            ranges++;
        }
        long[] below = Arrays.copyOf(bounds, 2 * ranges);
        if (ranges > 0) {
            below[2 * ranges - 1] = Math.min(end, to(ranges - 1));
        }
        return new OffsetRanges(below);
    }

    /** Whether the set holds this offset. */
    public boolean contains(long offset) {
        int found = Arrays.binarySearch(bounds, offset);
        // On a bound, it is in if that is a first one; between two bounds, if the one below is.
        return found >= 0 ? found % 2 == 0 : (-found - 1) % 2 == 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OffsetRanges ranges && Arrays.equals(bounds, ranges.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        StringJoiner ranges = new StringJoiner(", ", "{", "}");
        for (int range = 0; range < count(); range++) {
            ranges.add(from(range) + "–" + (to(range) - 1));
        }
        return ranges.toString();
    }
}
