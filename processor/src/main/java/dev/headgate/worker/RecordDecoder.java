package dev.headgate.worker;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Decodes key and value, or hands on the record as it came where bytes are wanted. Thread-safe if the deserializers are. */
final class RecordDecoder<K, V> {
    private final Deserializer<K> keys;
    private final Deserializer<V> values;
    private final boolean raw;

    RecordDecoder(Deserializer<K> keys, Deserializer<V> values) {
        this.keys = keys;
        this.values = values;
        this.raw = keys instanceof ByteArrayDeserializer && values instanceof ByteArrayDeserializer;
    }

    @SuppressWarnings("unchecked")
    ConsumerRecord<K, V> decode(ConsumerRecord<byte[], byte[]> record) throws UndecodableRecordException {
        return raw
                ? (ConsumerRecord<K, V>) (ConsumerRecord<?, ?>) record
                : DecodingHandler.decode(keys, values, record);
    }
}
