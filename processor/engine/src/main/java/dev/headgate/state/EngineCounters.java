package dev.headgate.state;

import java.util.Map;

/**
 * What has happened since the start.
 *
 * @param consumed records polled
 * @param consumedBytes their keys, values and headers in bytes
 * @param alreadyDone records polled that an earlier owner had done, by the map in its last commit: not processed again
 * @param acked records the sink acknowledged
 * @param deadLettered records the dead-letter topic acknowledged
 * @param skipped records given up on
 * @param dropped records in flight when their partition went away or the drain deadline passed
 * @param retries attempts after a first one
 * @param pauses how often a partition was paused
 * @param resumes how often a partition was resumed
 * @param commits commits the broker confirmed
 * @param commitFailures commits that failed; what they carried goes with the next one
 * @param rebalances times partitions were assigned, revoked or lost
 * @param circuitOpened times the circuit to the sink opened
 * @param revocations of {@code rebalances} those that took partitions away in an orderly way
 * @param losses of {@code rebalances} those in which partitions were lost
 * @param jumps times a partition went on elsewhere since the records at its position were gone, by the policy for that
 * @param revokedInFlight records that were in flight when their partition was revoked or lost
 * @param retriesBy how often something was tried again or put off, by reason; a reason that never was may be missing
 * @param failures attempts, batches and deliveries of dead letters that failed
 * @param givenUpBy records that are not tried again, by the class of what they failed with: dead-lettered, about to be, or
 *     skipped; a bounded number of classes, and {@code others} for the rest
 * @param givenUp the same records by reason; a reason that never was may be missing
 */
public record EngineCounters(
        long consumed,
        long consumedBytes,
        long alreadyDone,
        long acked,
        long deadLettered,
        long skipped,
        long dropped,
        long retries,
        long pauses,
        long resumes,
        long commits,
        long commitFailures,
        long rebalances,
        long circuitOpened,
        long revocations,
        long losses,
        long jumps,
        long revokedInFlight,
        Map<RetryReason, Long> retriesBy,
        long failures,
        Map<String, Long> givenUpBy,
        Map<GiveUpReason, Long> givenUp) {
    public static final EngineCounters ZERO =
            new EngineCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), 0, Map.of(), Map.of());

    public EngineCounters {
        retriesBy = Map.copyOf(retriesBy);
        givenUpBy = Map.copyOf(givenUpBy);
        givenUp = Map.copyOf(givenUp);
    }
}
