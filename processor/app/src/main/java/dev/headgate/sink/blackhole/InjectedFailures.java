package dev.headgate.sink.blackhole;

import dev.headgate.api.RecordContext;
import java.util.SplittableRandom;

/**
 * Draws what becomes of each delivery. A draw depends on nothing but the seed, the record's place and the attempt, so that
 * the same records meet the same failures however threads interleave. Immutable.
 */
final class InjectedFailures {
    /** What becomes of a delivery. */
    enum Outcome {
        DELIVERED,
        FAILED,
        REJECTED
    }

    /** One draw. */
    record Fate(Outcome outcome, long latencyNanos) {}

    private final long seed;
    private final LatencyModel latency;
    private final double failureRate;
    private final double rejectRate;

    /**
     * @param failureRate the share of attempts that fail, from 0 to 1
     * @param rejectRate the share of records that are rejected, at whichever attempt, from 0 to 1
     */
    InjectedFailures(long seed, LatencyModel latency, double failureRate, double rejectRate) {
        this.seed = seed;
        this.latency = latency;
        this.failureRate = failureRate;
        this.rejectRate = rejectRate;
    }

    Fate of(RecordContext context) {
        long place = mix(mix(mix(seed, context.topic().hashCode()), context.partition()), context.offset());
        SplittableRandom attempt = new SplittableRandom(mix(place, context.attempt()));
        long latencyNanos = latency.sampleNanos(attempt);
        // From the place alone: a record that can't be delivered can't be delivered at any attempt.
        boolean rejected = rejectRate > 0 && new SplittableRandom(place).nextDouble() < rejectRate;
        boolean failed = attempt.nextDouble() < failureRate;
        return new Fate(rejected ? Outcome.REJECTED : failed ? Outcome.FAILED : Outcome.DELIVERED, latencyNanos);
    }

    private static long mix(long hash, long value) {
        return new SplittableRandom(hash ^ (value * 0x9E3779B97F4A7C15L)).nextLong();
    }
}
