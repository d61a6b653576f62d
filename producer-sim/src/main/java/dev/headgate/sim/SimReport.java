package dev.headgate.sim;

import java.time.Duration;
import java.util.Optional;

/**
 * How a run went.
 *
 * @param runId the run
 * @param producerId the producer within the run, the first of several
 * @param records what became of its records
 * @param kinds what of the sent records was special
 * @param backlog how the records before the start of the load went; empty if there were none
 * @param elapsed from the start to the last ack, or to the end of sending if that was later; without the backlog
 * @param achievedRate acknowledged records per second of elapsed; without the backlog
 * @param latencies how long the acks took
 * @param firstError the first error of the run, if there was one
 */
public record SimReport(
        String runId,
        String producerId,
        RecordCounts records,
        Kinds kinds,
        Optional<Backlog> backlog,
        Duration elapsed,
        double achievedRate,
        Latencies latencies,
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
        return records.failed() == 0 && records.missed() == 0 && firstError.isEmpty();
    }
}
