package dev.headgate.api;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What the built-in sinks deliver: a record's key, value and headers as bytes, without a place in a log yet.
 *
 * @param key {@code null} for none, as in Kafka
 * @param value {@code null} for a tombstone, as in Kafka
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of Kafka's own byte arrays: passed on, never compared
public record Output(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {

    /** A key and a value without headers. */
    public static Output of(byte @Nullable [] key, byte @Nullable [] value) {
        return new Output(key, value, new RecordHeaders());
    }

    /** The record as it came. The bytes are shared; the headers are copied, since they are mutable. */
    public static Output of(ConsumerRecord<byte[], byte[]> record) {
        return new Output(
                record.key(), record.value(), new RecordHeaders(record.headers().toArray()));
    }
}
