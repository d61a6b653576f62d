package dev.headgate.audit;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A report as JSON shows it.
 *
 * @param clean whether nothing is wrong with any run
 * @param runs the runs
 */
public record AuditView(boolean clean, List<Run> runs) {
    private static final double NANOS_PER_MS = 1e6;

    /**
     * One run.
     *
     * @param run its id; empty for records without identity
     * @param counts by name; {@code missing} without what is pending
     * @param latencyMs by percentile; empty if no delivery has a known latency
     * @param buckets the same by time, without buckets of their own
     */
    public record Run(
            String run, boolean clean, Map<String, Long> counts, Map<String, Double> latencyMs, List<Bucket> buckets) {}

    /**
     * One time bucket of a run.
     *
     * @param fromMs the start of the bucket, epoch ms
     */
    public record Bucket(long fromMs, Map<String, Long> counts, Map<String, Double> latencyMs) {}

    /** The report for Jackson to write. */
    public static AuditView of(AuditReport report) {
        List<Run> runs = report.runs().stream().map(AuditView::run).toList();
        return new AuditView(runs.stream().allMatch(Run::clean), runs);
    }

    private static Run run(RunVerdict verdict) {
        List<Bucket> buckets = verdict.buckets().entrySet().stream()
                .map(each -> new Bucket(each.getKey(), counts(each.getValue()), latencies(each.getValue())))
                .toList();
        return new Run(verdict.run(), verdict.isClean(), counts(verdict), latencies(verdict), buckets);
    }

    private static Map<String, Long> counts(RunVerdict verdict) {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        for (Count count : Count.values()) {
            counts.put(count, count == Count.MISSING ? verdict.missing() : verdict.count(count));
        }
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((count, number) -> named.put(count.label(), number));
        named.put("pending", verdict.pending());
        return named;
    }

    private static Map<String, Double> latencies(RunVerdict verdict) {
        Map<String, Double> latencies = new TreeMap<>();
        if (verdict.timed() > 0) {
            Map.of("p50", 50.0, "p90", 90.0, "p99", 99.0, "p99.9", 99.9, "max", 100.0)
                    .forEach((name, percentile) ->
                            latencies.put(name, verdict.latency(percentile).toNanos() / NANOS_PER_MS));
        }
        return latencies;
    }
}
