package dev.headgate.dashboard;

import dev.headgate.internal.metrics.TimeHistogram;
import java.util.List;
import java.util.Optional;

/**
 * How long one part of the way took, of the records of one interval. Estimated within the bucket, as Prometheus does it.
 *
 * @param p50Ms the median in ms
 * @param p99Ms the 99th percentile in ms
 */
public record Latency(double p50Ms, double p99Ms) {
    private static final double[] BOUNDS = TimeHistogram.upperBounds();

    /** What happened between two counts of the same histogram; empty if nothing did. */
    static Optional<Latency> between(List<Long> before, List<Long> after) {
        long[] counts = new long[after.size()];
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Math.max(0, after.get(i) - (i < before.size() ? before.get(i) : 0));
            total += counts[i];
        }
        return total == 0
                ? Optional.empty()
                : Optional.of(new Latency(quantile(counts, total, 0.5), quantile(counts, total, 0.99)));
    }

    private static double quantile(long[] counts, long total, double share) {
        double rank = share * total;
        long below = 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0 && below + counts[i] >= rank) {
                double from = i == 0 ? 0 : BOUNDS[i - 1];
                double to = Double.isInfinite(BOUNDS[i]) ? from : BOUNDS[i];
                return 1_000 * (from + (to - from) * (rank - below) / counts[i]);
            }
            below += counts[i];
        }
        return 1_000 * BOUNDS[BOUNDS.length - 2];
    }
}
