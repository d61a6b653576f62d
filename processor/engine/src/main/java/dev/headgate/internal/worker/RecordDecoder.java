package dev.headgate.internal.worker;

import dev.headgate.internal.Failures;
import dev.headgate.internal.dispatch.RecordCopy;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * One worker's deserializers. Decodes key and value, or hands on the record as it came where bytes are wanted. Used by one thread
 * at a time, which need not be the same one for long: a virtual worker changes its thread.
 */
final class RecordDecoder<K, V> {
    private final DeserializerSource<K> keySource;
    private final DeserializerSource<V> valueSource;
    private @Nullable Deserializer<K> keys;
    private @Nullable Deserializer<V> values;
    private boolean raw;

    RecordDecoder(DeserializerSource<K> keySource, DeserializerSource<V> valueSource) {
        this.keySource = keySource;
        this.valueSource = valueSource;
    }

    /**
     * The record decoded, with the headers of this one.
     *
     * @throws UndecodableRecordException if a deserializer threw anything
     * @throws NoDecoderException if this worker can't get its deserializers
     * @throws InterruptedException if the worker was interrupted while it waited for another one
     */
    @SuppressWarnings("unchecked")
    ConsumerRecord<K, V> decode(ConsumerRecord<byte[], byte[]> record) throws Exception {
        if (raw) {
            return (ConsumerRecord<K, V>) (ConsumerRecord<?, ?>) record;
        }
        if (keys == null || values == null) {
            open();
            return decode(record);
        }
        K key = decode(keySource, keys, record, record.key());
        V value = decode(valueSource, values, record, record.value());
        return RecordCopy.of(record, key, value, record.headers());
    }

    private void open() throws Exception {
        Deserializer<K> ofKeys = open(keySource);
        Deserializer<V> ofValues = open(valueSource);
        raw = handsOnBytes(ofKeys) && handsOnBytes(ofValues);
        keys = ofKeys;
        values = ofValues;
    }

    /** Not so its subclasses: one of those may do more. */
    private static boolean handsOnBytes(Deserializer<?> deserializer) {
        return deserializer.getClass() == ByteArrayDeserializer.class;
    }

    private static <T> Deserializer<T> open(DeserializerSource<T> source) throws Exception {
        try {
            return source.next();
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // whatever a supplier throws, it is not this record's fault
            throw new NoDecoderException(
                    "the " + source.part() + " deserializer of a worker can't be made: " + Failures.messageOrClassOf(e),
                    e);
        }
    }

    @SuppressWarnings("NullAway") // a record without a key, or a tombstone, is null in Kafka's API
    private static <T> T decode(
            DeserializerSource<T> source,
            Deserializer<T> deserializer,
            ConsumerRecord<?, ?> record,
            byte @Nullable [] bytes)
            throws Exception {
        if (bytes == null) {
            return null;
        }
        Optional<ReentrantLock> calls = source.calls();
        if (calls.isPresent()) {
            calls.get().lockInterruptibly();
        }
        try {
            return deserializer.deserialize(record.topic(), record.headers(), bytes);
        } catch (Throwable e) { // whatever a deserializer throws is this record's failure, and no other's
            throw new UndecodableRecordException(
                    "its " + source.part() + " of " + bytes.length + " bytes can't be decoded by "
                            + deserializer.getClass().getSimpleName() + ": " + Failures.messageOrClassOf(e),
                    e);
        } finally {
            if (calls.isPresent()) {
                calls.get().unlock();
            }
        }
    }
}
