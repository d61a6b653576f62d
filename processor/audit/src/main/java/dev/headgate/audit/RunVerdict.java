package dev.headgate.audit;

import java.time.Duration;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What the audit says of one run. Immutable once it is published. */
public final class RunVerdict {
    private static final long NANOS_PER_MICRO = 1_000;

    private final String run;
    private final RunCounts total = new RunCounts();
    private final Histogram latencies = new Histogram(Tallies.DIGITS);
    private final NavigableMap<Long, RunVerdict> buckets = new TreeMap<>();
    private long pending;

    RunVerdict(String run) {
        this.run = run;
    }

    void add(RunCounts tally) {
        total.add(tally);
    }

    void addLatency(long micros, long deliveries) {
        latencies.recordValueWithCount(micros, deliveries);
    }

    /** The bucket that starts then, made if it isn't there. */
    RunVerdict bucket(long startMs) {
        return buckets.computeIfAbsent(startMs, _ -> new RunVerdict(run));
    }

    /** Takes what is missing in buckets that start at this time or later as being on its way. */
    void holdBack(long fromMs) {
        pending = 0;
        buckets.forEach((start, bucket) -> {
            bucket.pending = start >= fromMs ? Math.max(0, bucket.total.get(Count.MISSING)) : 0;
            pending += bucket.pending;
        });
    }

    /** The run's id; empty for what belongs to no run. */
    public String run() {
        return run;
    }

    /** A count; {@link Count#MISSING} includes what may be on its way. */
    public long count(Count count) {
        return total.get(count);
    }

    /** What was sent and has not ended, and has had the time to. */
    public long missing() {
        return total.get(Count.MISSING) - pending;
    }

    /** What was sent so lately that it may still be on its way. */
    public long pending() {
        return pending;
    }

    /** The latency that this percentage of the deliveries did not exceed; 0 if none is known. */
    public Duration latency(double percentile) {
        return Duration.ofNanos(latencies.getValueAtPercentile(percentile) * NANOS_PER_MICRO);
    }

    /** How many deliveries of known latency there are. */
    public long timed() {
        return latencies.getTotalCount();
    }

    /** The counts by the start of their time bucket, epoch ms. */
    public NavigableMap<Long, RunVerdict> buckets() {
        return Collections.unmodifiableNavigableMap(buckets);
    }

    /** Whether nothing is missing, duplicated, reordered, corrupted or unsent. */
    public boolean isClean() {
        return missing() == 0
                && count(Count.DUPLICATED) == 0
                && count(Count.REORDERED) == 0
                && count(Count.CORRUPTED) == 0
                && count(Count.UNSENT) == 0;
    }
}
