package dev.headgate.internal.watch;

import dev.headgate.state.Outcome;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that has ended.
 *
 * @param record as it was polled
 * @param outcome how it ended
 * @param nanos from its poll to its end, in ns
 */
public record EndedRecord(ConsumerRecord<byte[], byte[]> record, Outcome outcome, long nanos) {
    /** Key, value and what holds them, in bytes. */
    int bytes() {
        return OVERHEAD + Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    private static final int OVERHEAD = 200;
}
