package dev.headgate.state;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that has ended.
 *
 * @param record as it was polled
 * @param outcome how it ended
 * @param nanos from its poll to its end, in ns
 */
public record EndedRecord(ConsumerRecord<byte[], byte[]> record, Outcome outcome, long nanos) {}
