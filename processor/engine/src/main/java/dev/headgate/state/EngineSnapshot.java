package dev.headgate.state;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The engine at one moment: published by the poll thread, immutable, read by everyone else.
 *
 * @param epochMillis when it was taken, in ms since the Unix epoch
 * @param state what the engine does
 * @param pauseReason why all partitions are paused; {@link PauseReason#NONE} if not all are
 * @param queue how full the engine is
 * @param workers how busy the workers are
 * @param counters what has happened so far
 * @param partitions the assigned partitions, by topic and number
 * @param lastError the last failure in one line; empty if there was none
 */
public record EngineSnapshot(
        long epochMillis,
        EngineState state,
        PauseReason pauseReason,
        Queue queue,
        Workers workers,
        EngineCounters counters,
        List<PartitionSnapshot> partitions,
        Optional<String> lastError) {
    /**
     * What is in flight, and its bounds.
     *
     * @param records records in flight: queued, executing, waiting for a retry or for an acknowledgement
     * @param capacity the bound on {@code records}
     * @param high when more records than this are in flight, all partitions are paused, so that one more poll still fits
     * @param low they stay paused until no more records than this are in flight
     * @param bytes the keys, values and headers of the records in flight, in bytes
     * @param bytesCapacity the bound on {@code bytes}
     * @param queued records in flight that no worker has taken up yet
     */
    public record Queue(int records, int capacity, int high, int low, long bytes, long bytesCapacity, int queued) {}

    /**
     * The workers of the handler, and their bounds.
     *
     * @param active workers that have a record in hand
     * @param max the bound on {@code active}
     * @param limit how many active workers there may be just now: {@code max}, or less by an operator's word or the
     *     downstream's latency
     * @param handlerRate how many records the handler starts per second at most; 0 for no limit
     */
    public record Workers(int active, int max, int limit, double handlerRate) {}

    /** The partition, if this processor has it. */
    public Optional<PartitionSnapshot> partition(TopicPartition partition) {
        return partitions.stream()
                .filter(each -> each.partition() == partition.partition()
                        && each.topic().equals(partition.topic()))
                .findFirst();
    }
}
