package dev.headgate.state;

import java.util.OptionalLong;

/**
 * How far the processing of one partition is behind.
 *
 * @param topic the topic
 * @param partition the partition's number
 * @param endOffset the offset after the last record that a consumer may read
 * @param committed the offset from which the group would go on; the log's start if that is later
 * @param lagRecords the records between them
 * @param lagMs the age of the oldest record that is not committed, in ms; empty if nothing is known about it
 * @param estimated whether {@code lagMs} was not read off a record but off how the log grew
 * @param commitGap the offsets that are acknowledged without a hole and not committed yet
 */
public record PartitionLag(
        String topic,
        int partition,
        long endOffset,
        long committed,
        long lagRecords,
        OptionalLong lagMs,
        boolean estimated,
        long commitGap) {}
