package dev.headgate.app;

import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka says of one partition.
 *
 * @param end the offset after the last record
 * @param committed where the group would go on; the log's start if it has committed nothing
 * @param lag the records between
 * @param lagMs the age of the record at {@code committed}, in ms; empty if it can't be read
 */
record LagRow(TopicPartition partition, long end, long committed, long lag, OptionalLong lagMs) {}
