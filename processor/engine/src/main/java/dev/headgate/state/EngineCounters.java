package dev.headgate.state;

import java.util.Map;

/**
 * What has happened since the start. Immutable.
 *
 * @param records how far the records came
 * @param failures what failed, what was tried again, and what was given up
 * @param partitions how the partitions came, went and were paused
 * @param commits how the commits ended
 */
public record EngineCounters(Records records, Failures failures, Partitions partitions, Commits commits) {
    public static final EngineCounters ZERO = new EngineCounters(
            new Records(0, 0, 0, 0, 0, 0, 0),
            new Failures(0, 0, Map.of(), Map.of(), Map.of(), 0),
            new Partitions(0, 0, 0, 0, 0, 0, 0),
            new Commits(0, 0));

    /**
     * How far the records came.
     *
     * @param consumed records polled
     * @param consumedBytes their keys, values and headers in bytes
     * @param alreadyDone records polled that an earlier owner had done, by the map in its last commit: not processed again
     * @param acked records the sink acknowledged
     * @param deadLettered records the dead-letter topic acknowledged
     * @param skipped records given up and not dead-lettered, as the failure policy says
     * @param dropped records in flight when their partition went away or the drain deadline passed
     */
    public record Records(
            long consumed,
            long consumedBytes,
            long alreadyDone,
            long acked,
            long deadLettered,
            long skipped,
            long dropped) {}

    /**
     * What failed, what was tried again, and what was given up.
     *
     * @param attempts attempts, batches and deliveries of dead letters that failed
     * @param retries attempts after a first one
     * @param retriesBy how often something was tried again or put off, by reason; a reason that never was may be missing
     * @param givenUp records that are not tried again, by reason: dead-lettered, about to be, or skipped; a reason that never
     *     was may be missing
     * @param givenUpBy the same records by the class of what they failed with: a bounded number of classes, and
     *     {@code others} for the rest
     * @param circuitOpened times a circuit opened: that of the sink, or of what a handler or stage calls
     */
    public record Failures(
            long attempts,
            long retries,
            Map<RetryReason, Long> retriesBy,
            Map<GiveUpReason, Long> givenUp,
            Map<String, Long> givenUpBy,
            long circuitOpened) {
        public Failures {
            retriesBy = Map.copyOf(retriesBy);
            givenUp = Map.copyOf(givenUp);
            givenUpBy = Map.copyOf(givenUpBy);
        }
    }

    /**
     * How the partitions came, went and were paused.
     *
     * @param pauses how often a partition was paused
     * @param resumes how often a partition was resumed
     * @param rebalances times partitions were assigned, revoked or lost
     * @param revocations of {@code rebalances} those that took partitions away in an orderly way
     * @param losses of {@code rebalances} those in which partitions were lost
     * @param revokedInFlight records that were in flight when their partition was revoked or lost
     * @param jumps times a partition went on elsewhere since the records at its position were gone, by the policy for that
     */
    public record Partitions(
            long pauses,
            long resumes,
            long rebalances,
            long revocations,
            long losses,
            long revokedInFlight,
            long jumps) {}

    /**
     * How the commits ended.
     *
     * @param confirmed commits the broker confirmed
     * @param failed commits that failed; what they carried goes with the next one
     */
    public record Commits(long confirmed, long failed) {}
}
