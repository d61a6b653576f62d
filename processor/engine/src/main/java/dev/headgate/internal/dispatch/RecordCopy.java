package dev.headgate.internal.dispatch;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** Copies of a record with other contents: what else Kafka says of it stays. */
public final class RecordCopy {
    private RecordCopy() {}

    /** The record with this key, value and headers. */
    public static <K, V> ConsumerRecord<K, V> of(ConsumerRecord<?, ?> record, K key, V value, Headers headers) {
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                record.serializedValueSize(),
                key,
                value,
                headers,
                record.leaderEpoch(),
                record.deliveryCount());
    }
}
