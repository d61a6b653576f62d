package dev.headgate.worker;

import dev.headgate.api.RecordContext;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.StageHandler;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The first stage: decodes on the worker, not on the poll thread, so that a record that can't be decoded is still in hand
 * with its raw bytes, and a slow decoder holds up nobody else.
 */
public final class DecodingHandler<K, V, R> implements StageHandler<ConsumerRecord<byte[], byte[]>, R> {
    private final Deserializer<K> keys;
    private final Deserializer<V> values;
    private final RecordHandler<K, V, R> handler;
    private final boolean raw;

    public DecodingHandler(Deserializer<K> keys, Deserializer<V> values, RecordHandler<K, V, R> handler) {
        this.keys = keys;
        this.values = values;
        this.handler = handler;
        this.raw = keys instanceof ByteArrayDeserializer && values instanceof ByteArrayDeserializer;
    }

    @Override
    @SuppressWarnings("unchecked")
    public R handle(ConsumerRecord<byte[], byte[]> record, RecordContext context) throws Exception {
        return handler.handle(
                raw ? (ConsumerRecord<K, V>) (ConsumerRecord<?, ?>) record : decode(keys, values, record), context);
    }

    static <K, V> ConsumerRecord<K, V> decode(
            Deserializer<K> keys, Deserializer<V> values, ConsumerRecord<byte[], byte[]> raw)
            throws UndecodableRecordException {
        K key = decode("key", keys, raw, raw.key());
        V value = decode("value", values, raw, raw.value());
        return new ConsumerRecord<>(
                raw.topic(),
                raw.partition(),
                raw.offset(),
                raw.timestamp(),
                raw.timestampType(),
                raw.serializedKeySize(),
                raw.serializedValueSize(),
                key,
                value,
                raw.headers(),
                raw.leaderEpoch(),
                raw.deliveryCount());
    }

    @SuppressWarnings("NullAway") // a record without a key, or a tombstone, is null in Kafka's API
    private static <T> T decode(
            String part, Deserializer<T> deserializer, ConsumerRecord<?, ?> record, byte @Nullable [] bytes)
            throws UndecodableRecordException {
        if (bytes == null) {
            return null;
        }
        try {
            return deserializer.deserialize(record.topic(), record.headers(), bytes);
        } catch (RuntimeException e) {
            throw new UndecodableRecordException(
                    "its " + part + " of " + bytes.length + " bytes can't be decoded by "
                            + deserializer.getClass().getSimpleName() + ": " + e.getMessage(),
                    e);
        }
    }
}
