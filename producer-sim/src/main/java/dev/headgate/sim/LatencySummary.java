package dev.headgate.sim;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * Latencies of acknowledged records, to three significant digits and a microsecond at best; above one hour they count
 * as one hour.
 *
 * @param count number of records
 * @param p50 half of them took no longer
 * @param p90 90 % took no longer
 * @param p99 99 % took no longer
 * @param p999 99.9 % took no longer
 * @param max none took longer
 */
public record LatencySummary(long count, Duration p50, Duration p90, Duration p99, Duration p999, Duration max) {

    /** What a histogram of nanoseconds says. */
    public static LatencySummary of(Histogram nanos) {
        return new LatencySummary(
                nanos.getTotalCount(),
                percentile(nanos, 50),
                percentile(nanos, 90),
                percentile(nanos, 99),
                percentile(nanos, 99.9),
                percentile(nanos, 100));
    }

    private static Duration percentile(Histogram nanos, double percentile) {
        // The histogram answers 0 when it is empty.
        return Duration.ofNanos(nanos.getValueAtPercentile(percentile));
    }
}
