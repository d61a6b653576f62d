package dev.headgate.state;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many durations so far are in each of some fixed buckets. Immutable; {@link #since} has what happened between two of them.
 *
 * @param buckets the counts, of each bucket without those of the buckets below; empty if nothing is measured
 */
public record DurationCounts(List<Long> buckets) {
    /** The upper bounds of all buckets but the last, which has none; ascending. */
    public static final List<Duration> UPPER_BOUNDS = Stream.of(
                    1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000)
            .map(Duration::ofMillis)
            .toList();

    /** Nothing was measured, or nothing is. */
    public static final DurationCounts NONE = new DurationCounts(List.of());

    /** @throws IllegalArgumentException if there are buckets, and not one more than bounds */
    public DurationCounts {
        buckets = List.copyOf(buckets);
        if (!buckets.isEmpty() && buckets.size() != UPPER_BOUNDS.size() + 1) {
            throw new IllegalArgumentException(
                    "there are " + (UPPER_BOUNDS.size() + 1) + " buckets, not " + buckets.size());
        }
    }

    /** All durations. */
    public long total() {
        return buckets.stream().mapToLong(Long::longValue).sum();
    }

    /** What these have more than those of the same engine before. */
    public DurationCounts since(DurationCounts before) {
        return before.buckets.isEmpty() || buckets.isEmpty()
                ? this
                : new DurationCounts(IntStream.range(0, buckets.size())
                        .mapToObj(i -> Math.max(0, buckets.get(i) - before.buckets.get(i)))
                        .toList());
    }

    /**
     * The duration that this many percent of all don't exceed, estimated within its bucket as Prometheus does it. One above the last
     * bound counts as that bound.
     *
     * @param percent from 0 to 100; 99 for the 99th percentile
     * @return empty if there are no durations
     * @throws IllegalArgumentException if it is not from 0 to 100
     */
    public Optional<Duration> percentile(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("a percentile is from 0 to 100, not " + percent);
        }
        double rank = percent / 100 * total();
        long below = 0;
        for (int i = 0; i < buckets.size(); i++) {
            long here = buckets.get(i);
            if (here > 0 && below + here >= rank) {
                double share = Math.max(0, rank - below) / here;
                return Optional.of(Duration.ofNanos(Math.round(bound(i - 1) + (bound(i) - bound(i - 1)) * share)));
            }
            below += here;
        }
        return Optional.empty();
    }

    /** The upper bound of a bucket in ns. */
    private static double bound(int bucket) {
        return bucket < 0
                ? 0
                : UPPER_BOUNDS.get(Math.min(bucket, UPPER_BOUNDS.size() - 1)).toNanos();
    }
}
