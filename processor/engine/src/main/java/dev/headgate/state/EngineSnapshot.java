package dev.headgate.state;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The engine at one moment: published by the poll thread, immutable, read by everyone else.
 *
 * @param epochMillis when it was taken
 * @param state what the engine does
 * @param pauseReason why all partitions are paused; {@link PauseReason#NONE} if not all are
 * @param inFlightRecords records polled and not ended: queued, executing, waiting for a retry or for an acknowledgement
 * @param queueCapacity the bound on {@code inFlightRecords}
 * @param queueHigh when more records than this are in flight, all partitions are paused, so that one more poll still fits
 * @param queueLow they stay paused until no more records than this are in flight
 * @param inFlightBytes their bytes
 * @param queueBytesCapacity the bound on {@code inFlightBytes}
 * @param queued records in flight that no worker has taken up yet
 * @param activeWorkers workers that have a record in hand
 * @param maxWorkers the bound on {@code activeWorkers}
 * @param workersLimit how many active workers there may be just now: {@code maxWorkers}, or less by an operator's word or the
 *     downstream's latency
 * @param handlerRate how many records the handler starts per second at most; 0 for no limit
 * @param counters what has happened so far
 * @param partitions the assigned partitions, by topic and number
 * @param lastError the last failure in one line; empty if there was none
 */
public record EngineSnapshot(
        long epochMillis,
        EngineState state,
        PauseReason pauseReason,
        int inFlightRecords,
        int queueCapacity,
        int queueHigh,
        int queueLow,
        long inFlightBytes,
        long queueBytesCapacity,
        int queued,
        int activeWorkers,
        int maxWorkers,
        int workersLimit,
        double handlerRate,
        EngineCounters counters,
        List<PartitionSnapshot> partitions,
        Optional<String> lastError) {
    /** The partition, if this processor has it. */
    public Optional<PartitionSnapshot> partition(TopicPartition partition) {
        return partitions.stream()
                .filter(each -> each.partition() == partition.partition()
                        && each.topic().equals(partition.topic()))
                .findFirst();
    }
}
