package dev.headgate.state;

import java.util.Map;
import java.util.OptionalLong;

/**
 * One assigned partition at one moment.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param epoch which ownership of this process it is, counted up over all partitions
 * @param pauseReason why it is paused; {@link PauseReason#NONE} if it is not
 * @param position the offset after the last record that was polled; empty before the first poll
 * @param acknowledged the offset below which everything is acknowledged, so the next to commit; empty before the first poll
 * @param committed the last offset whose commit the broker confirmed to this owner; empty before the first
 * @param inFlight records polled and not ended
 * @param ackedBeyond records acknowledged above {@code acknowledged}
 * @param ackedMap where they are, if there are any: the offsets from {@code acknowledged} to {@code position} in 64 parts of
 *     equally many records, as 16 hexadecimal digits; a bit is 1 where the first record of its part is acknowledged
 * @param oldestInFlightOffset the offset of the oldest record in flight; empty if none is
 * @param oldestInFlightTimestamp that record's timestamp in epoch ms; empty if none is in flight
 * @param oldestInFlightAgeMs how long that record has been in flight, in ms; 0 if none is
 * @param pausedMs how long this ownership has been paused so far, by reason; a reason that never was is missing
 */
public record PartitionSnapshot(
        String topic,
        int partition,
        long epoch,
        PauseReason pauseReason,
        OptionalLong position,
        OptionalLong acknowledged,
        OptionalLong committed,
        int inFlight,
        int ackedBeyond,
        String ackedMap,
        OptionalLong oldestInFlightOffset,
        OptionalLong oldestInFlightTimestamp,
        long oldestInFlightAgeMs,
        Map<PauseReason, Long> pausedMs) {}
