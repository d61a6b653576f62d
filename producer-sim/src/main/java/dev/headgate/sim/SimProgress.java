package dev.headgate.sim;

import java.time.Duration;

/**
 * A run at one moment.
 *
 * @param elapsed time since the first record was due, without the backlog; zero before it, and no longer growing once
 *     the run has ended
 * @param sent records handed to the Kafka producers
 * @param acked records that the brokers acknowledged
 * @param failed records that the Kafka producers gave up on
 * @param aborted records of transactions that were aborted on purpose
 * @param missed arrivals that were due but never sent, because they would have been too late
 * @param behind arrivals that were due but neither handed over nor missed yet; 0 at the maximum rate
 * @param bytes of key and value of what was sent
 * @param targetRate arrivals per second, in the unit of the run's rate, that are asked for at this moment; infinite for no
 *     limit
 * @param corrected latency from the intended send time to the ack, since the start
 * @param uncorrected latency from the actual send to the ack, since the start
 */
public record SimProgress(
        Duration elapsed,
        long sent,
        long acked,
        long failed,
        long aborted,
        long missed,
        long behind,
        long bytes,
        double targetRate,
        LatencySummary corrected,
        LatencySummary uncorrected) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Records handed over that have neither an ack nor an error yet. */
    public long inFlight() {
        return sent - acked - failed - aborted;
    }

    /** Acknowledged records per second since the start; 0 before it. */
    public double ackedPerSecond() {
        return perSecond(acked, elapsed);
    }

    /**
     * Acknowledged records per second between an earlier moment of the same run and this one; 0 if no time passed
     * between them.
     */
    public double ackedPerSecondSince(SimProgress earlier) {
        return perSecond(acked - earlier.acked, elapsed.minus(earlier.elapsed));
    }

    private static double perSecond(long records, Duration time) {
        return time.isPositive() ? records * NANOS_PER_SECOND / time.toNanos() : 0;
    }
}
