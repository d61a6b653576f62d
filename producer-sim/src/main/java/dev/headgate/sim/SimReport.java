package dev.headgate.sim;

import java.time.Duration;
import java.util.Optional;

/**
 * How a run went.
 *
 * @param runId the run
 * @param producerId the producer within the run
 * @param sent records handed to the Kafka producer: acked + failed
 * @param acked records that the brokers acknowledged
 * @param failed records without an ack; one that timed out may be in the topic all the same
 * @param unsent records that were due but not sent, because they would have been too late after the end of the duration;
 *     0 if the run was stopped
 * @param elapsed from the start to the last ack, or to the end of sending if that was later
 * @param achievedRate acknowledged records per second of elapsed
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
        long unsent,
        Duration elapsed,
        double achievedRate,
        LatencySummary corrected,
        LatencySummary uncorrected,
        Optional<Throwable> firstError) {

    /** Whether all records that were due were sent and acknowledged, and nothing else went wrong. */
    public boolean isComplete() {
        return failed == 0 && unsent == 0 && firstError.isEmpty();
    }
}
