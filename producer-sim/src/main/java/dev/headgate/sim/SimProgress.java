package dev.headgate.sim;

import java.time.Duration;

/**
 * A run at one moment.
 *
 * @param elapsed time since the first record was due, without the backlog; zero before it, and no longer growing once
 *     the run has ended
 * @param records what became of its records so far
 * @param behind arrivals that were due but neither handed over nor missed yet; 0 at the maximum rate
 * @param targetRate arrivals per second, in the unit of the run's rate, that are asked for at this moment; infinite for no
 *     limit
 * @param latencies how long the acks took so far
 */
public record SimProgress(Duration elapsed, RecordCounts records, long behind, double targetRate, Latencies latencies) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Records handed over that have neither an ack nor an error yet. */
    public long inFlight() {
        return records.sent() - records.acked() - records.failed() - records.aborted();
    }

    /** Acknowledged records per second since the start; 0 before it. */
    public double ackedPerSecond() {
        return perSecond(records.acked(), elapsed);
    }

    /**
     * Acknowledged records per second between an earlier moment of the same run and this one; 0 if no time passed
     * between them.
     */
    public double ackedPerSecondSince(SimProgress earlier) {
        return perSecond(records.acked() - earlier.records.acked(), elapsed.minus(earlier.elapsed));
    }

    private static double perSecond(long count, Duration time) {
        return time.isPositive() ? count * NANOS_PER_SECOND / time.toNanos() : 0;
    }
}
