package dev.headgate.audit;

import org.HdrHistogram.Histogram;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Adds to what is counted, by run and bucket and over all buckets of a run. Latencies are kept as numbers of deliveries by
 * latency, rounded as HdrHistogram does it, so that to record one is to rewrite 8 bytes and not a histogram. Used by one
 * stream thread.
 */
final class Tallies {
    /** Two digits: 1 % off at most. */
    static final int DIGITS = 2;

    private final KeyValueStore<byte[], byte[]> totals;
    private final WindowStore<byte[], byte[]> buckets;
    private final WindowStore<byte[], byte[]> latencies;
    private final Histogram rounding = new Histogram(DIGITS);
    private final long bucketMs;

    Tallies(
            KeyValueStore<byte[], byte[]> totals,
            WindowStore<byte[], byte[]> buckets,
            WindowStore<byte[], byte[]> latencies,
            long bucketMs) {
        this.totals = totals;
        this.buckets = buckets;
        this.latencies = latencies;
        this.bucketMs = bucketMs;
    }

    /** The start of the bucket that this time lies in. */
    long bucketOf(long timeMs) {
        return timeMs - Math.floorMod(timeMs, bucketMs);
    }

    void add(String run, long bucket, RunCounts difference) {
        if (difference.isZero()) {
            return;
        }
        byte[] key = Stores.run(run);
        buckets.put(key, sum(buckets.fetch(key, bucket), difference), bucket);
        byte[] total = Stores.total(run);
        totals.put(total, sum(totals.get(total), difference));
    }

    private static byte[] sum(byte @Nullable [] before, RunCounts difference) {
        return before == null
                ? difference.encode()
                : RunCounts.decode(before).add(difference).encode();
    }

    void addLatency(String run, long bucket, long micros) {
        byte[] key = Stores.latency(run, rounding.highestEquivalentValue(micros));
        latencies.put(key, incremented(latencies.fetch(key, bucket)), bucket);
        totals.put(key, incremented(totals.get(key)));
    }

    private static byte[] incremented(byte @Nullable [] before) {
        return Stores.number(before == null ? 1 : Stores.number(before) + 1);
    }
}
