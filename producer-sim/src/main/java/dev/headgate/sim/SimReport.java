package dev.headgate.sim;

import java.time.Duration;
import java.util.Optional;

/**
 * How a run went.
 *
 * @param runId the run
 * @param producerId the producer within the run, the first of several
 * @param sent records handed to the Kafka producers: acked + failed + aborted
 * @param acked records that the brokers acknowledged
 * @param failed records without an ack; one that timed out may be in the topic all the same
 * @param aborted records of transactions that were aborted on purpose
 * @param missed arrivals that were due but never sent, because they would have been too late
 * @param bytes of key and value of what was sent
 * @param kinds what of the sent records was special
 * @param backlog how the records before the start of the load went; empty if there were none
 * @param elapsed from the start to the last ack, or to the end of sending if that was later; without the backlog
 * @param achievedRate acknowledged records per second of elapsed; without the backlog
 * @param corrected latency from the intended send time to the ack: what a caller who does not wait would see
 * @param uncorrected latency from the actual send to the ack: what hides the time a record waited to be sent
 * @param firstError the first error of the run, if there was one
 */
public record SimReport(
        String runId,
        String producerId,
        long sent,
        long acked,
        long failed,
        long aborted,
        long missed,
        long bytes,
        Kinds kinds,
        Optional<Backlog> backlog,
        Duration elapsed,
        double achievedRate,
        LatencySummary corrected,
        LatencySummary uncorrected,
        Optional<Throwable> firstError) {

    /**
     * How many of the sent records were special.
     *
     * @param tombstones had no value
     * @param poison had a bad value
     * @param duplicates had been sent before
     * @param late had a timestamp in the past
     */
    public record Kinds(long tombstones, long poison, long duplicates, long late) {}

    /**
     * How the backlog was filled.
     *
     * @param acked records that the brokers acknowledged
     * @param elapsed from the first send to the last ack
     */
    public record Backlog(long acked, Duration elapsed) {}

    /** Whether all records that were due were sent and settled, and nothing else went wrong. */
    public boolean isComplete() {
        return failed == 0 && missed == 0 && firstError.isEmpty();
    }
}
