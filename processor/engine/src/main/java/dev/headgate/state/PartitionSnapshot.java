package dev.headgate.state;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One assigned partition at one moment.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param epoch which ownership of this process it is, counted up over all partitions
 * @param pauseReason why it is paused; {@link PauseReason#NONE} if it is not
 * @param pausedMs how long this ownership has been paused so far in ms, by reason; a reason that never was is missing
 * @param offsets how far it is
 * @param window what lies between its offsets
 * @param oldest the oldest record in flight; empty if none is
 */
public record PartitionSnapshot(
        String topic,
        int partition,
        long epoch,
        PauseReason pauseReason,
        Map<PauseReason, Long> pausedMs,
        Offsets offsets,
        Window window,
        Optional<Oldest> oldest) {
    /**
     * How far a partition is.
     *
     * @param position the offset after the last record that was polled; empty before the first poll
     * @param acknowledged the offset below which everything is acknowledged, so the next to commit; empty before the first
     *     poll
     * @param committed the last offset whose commit the broker confirmed to this owner; empty before the first
     */
    public record Offsets(OptionalLong position, OptionalLong acknowledged, OptionalLong committed) {}

    /**
     * What lies between the acknowledged offset and the position.
     *
     * @param inFlight records polled and not ended
     * @param ackedBeyond records acknowledged beyond {@link Offsets#acknowledged()}
     * @param ackedMap where they are, if there are any: the offsets from {@link Offsets#acknowledged()} to
     *     {@link Offsets#position()} in 64 parts of equally many records, as 16 hexadecimal digits; a bit is 1 where the first
     *     record of its part is acknowledged
     */
    public record Window(int inFlight, int ackedBeyond, String ackedMap) {}

    /**
     * A partition's oldest record in flight.
     *
     * @param offset its offset
     * @param timestamp its timestamp in ms since the Unix epoch; -1 in topics of the oldest format
     * @param ageMs how long it has been in flight, in ms
     * @param heldMs how long ago a worker first took it up, in ms; 0 while it waits for one. It may wait for its next attempt or
     *     for its acknowledgement since
     */
    public record Oldest(long offset, long timestamp, long ageMs, long heldMs) {}
}
