package dev.headgate.internal.worker;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The deserializers of the first stage, and what each worker gets of them: its own, where they come from suppliers, or the one
 * that all share. Thread-safe.
 *
 * @param <K> the decoded key
 * @param <V> the decoded value
 */
public final class Decoders<K, V> {
    private final DeserializerSource<K> keys;
    private final DeserializerSource<V> values;

    private Decoders(DeserializerSource<K> keys, DeserializerSource<V> values) {
        this.keys = keys;
        this.values = values;
    }

    /** One pair for all workers. Where an instance may hold a state, its calls go one after the other. */
    public static <K, V> Decoders<K, V> shared(Deserializer<K> keys, Deserializer<V> values) {
        ReentrantLock ofKeys = new ReentrantLock();
        ReentrantLock ofValues = isSame(keys, values) ? ofKeys : new ReentrantLock();
        return new Decoders<>(
                DeserializerSource.shared("key", keys, ofKeys), DeserializerSource.shared("value", values, ofValues));
    }

    @SuppressWarnings("ReferenceEquality") // whether two calls meet in one object
    private static boolean isSame(Object one, Object other) {
        return one == other;
    }

    /** A pair for each worker. */
    public static <K, V> Decoders<K, V> perWorker(
            Supplier<? extends Deserializer<K>> keys, Supplier<? extends Deserializer<V>> values) {
        return new Decoders<>(DeserializerSource.perWorker("key", keys), DeserializerSource.perWorker("value", values));
    }

    /**
     * Makes the first pair, so that what is wrong with it shows at the start. Called once, on the starting thread.
     *
     * @param configs what those that come from suppliers are configured with: the consumer's properties
     * @throws IllegalArgumentException if it can't be made
     */
    public void open(Map<String, ?> configs) {
        keys.open(configs);
        values.open(configs);
    }

    /** For one worker, which makes its deserializers when it decodes its first record. Any thread. */
    RecordDecoder<K, V> newDecoder() {
        return new RecordDecoder<>(keys, values);
    }

    /** Closes all that were made. Called once, after the last record was decoded, or if the engine can't start. */
    public void close() {
        keys.close();
        values.close();
    }
}
