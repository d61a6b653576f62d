package dev.headgate.internal.metrics;

import dev.headgate.state.DurationCounts;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How often something took how long, in fixed buckets. Written by one thread, which pays a few ns for it: a Micrometer timer
 * reads the clock and adds to contended counters, several times for each record of a poll thread that has no time to lose.
 * Any thread may read; a reader may see a duration in the sum that it doesn't see in its bucket yet.
 */
public final class TimeHistogram {
    /** Upper bounds in ns, ascending; durations above the last are in a bucket of their own. */
    private static final long[] BOUNDS =
            DurationCounts.UPPER_BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int SUM = BOUNDS.length + 1;

    /**
     * Of each bucket the count, and behind them the bits of a double, the sum in ns. In a long it would be full after 292 years,
     * which six records of 1970 have together, and then begin at minus as much.
     */
    private final long[] cells = new long[SUM + 1];

    /** Counts one duration, a negative one as 0. Always called by the same thread. */
    public void record(long nanos) {
        long spent = Math.max(0, nanos);
        int bucket = bucket(spent);
        CELL.setOpaque(cells, bucket, cells[bucket] + 1);
        CELL.setOpaque(cells, SUM, Double.doubleToRawLongBits(Double.longBitsToDouble(cells[SUM]) + spent));
    }

    private static int bucket(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** The upper bounds of the buckets in seconds; the last is infinite. */
    public static double[] upperBounds() {
        double[] seconds = new double[BOUNDS.length + 1];
        for (int i = 0; i < BOUNDS.length; i++) {
            seconds[i] = BOUNDS[i] / (double) TimeUnit.SECONDS.toNanos(1);
        }
        seconds[BOUNDS.length] = Double.POSITIVE_INFINITY;
        return seconds;
    }

    /** How many durations each bucket has, without those of the buckets below. */
    long[] counts() {
        long[] counts = new long[SUM];
        for (int i = 0; i < SUM; i++) {
            counts[i] = (long) CELL.getOpaque(cells, i);
        }
        return counts;
    }

    /** All durations. */
    long count() {
        long count = 0;
        for (long of : counts()) {
            count += of;
        }
        return count;
    }

    /** Their sum in ns. It never shrinks. */
    double sumNanos() {
        return Double.longBitsToDouble((long) CELL.getOpaque(cells, SUM));
    }
}
