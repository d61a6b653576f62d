package dev.headgate.dashboard;

import dev.headgate.state.DurationCounts;
import java.time.Duration;
import java.util.Optional;

/**
 * How long one part of the way took, of the records of one interval. Estimated within the bucket, as Prometheus does it.
 *
 * @param p50Ms the median in ms
 * @param p99Ms the 99th percentile in ms
 */
public record Latency(double p50Ms, double p99Ms) {
    /** What happened between two counts of the same histogram; empty if nothing did. */
    static Optional<Latency> between(DurationCounts before, DurationCounts after) {
        DurationCounts taken = after.since(before);
        return taken.percentile(50)
                .map(median -> new Latency(ms(median), ms(taken.percentile(99).orElse(median))));
    }

    private static double ms(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
