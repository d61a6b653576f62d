package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.WindowStore;

/** The state stores of the audit: their names, how they are made, and what their keys look like. */
final class Stores {
    /** Highest key sequence by output topic, run, producer and key; beside the reading of an output partition. */
    static final String ORDER = "order";

    /** {@link Block} by {@link MatchKey}. */
    static final String BLOCKS = "blocks";

    /** {@link RunCounts} by run, windowed by time bucket. */
    static final String BUCKETS = "buckets";

    /** How many deliveries took how long, by run and latency, windowed by time bucket. */
    static final String LATENCIES = "latencies";

    /** The sums over all buckets: {@link RunCounts} by run, and number by run and latency. */
    static final String TOTALS = "totals";

    /** {@link RunCounts} of what alarms have told already, by run and bucket. */
    static final String ALARMED = "alarmed";

    /**
     * By default a changelog's records carry the time of the record they come from, and the broker deletes windows by it.
     * An audit of last month's records would lose its state as it is written.
     */
    private static final Map<String, String> CHANGELOG =
            Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");

    private static final byte TALLY = 'T';
    private static final byte LATENCY = 'L';

    private Stores() {}

    static StoreBuilder<WindowStore<byte[], byte[]>> generations(String name, AuditOptions options) {
        return windowed(
                name,
                Generations.storeRetention(options.times().retention()),
                options.times().retention(),
                options);
    }

    static StoreBuilder<WindowStore<byte[], byte[]>> buckets(String name, AuditOptions options) {
        return windowed(name, options.times().bucketsKept(), options.times().bucket(), options);
    }

    private static StoreBuilder<WindowStore<byte[], byte[]>> windowed(
            String name, Duration retention, Duration window, AuditOptions options) {
        Serde<byte[]> bytes = Serdes.ByteArray();
        return org.apache.kafka.streams.state.Stores.windowStoreBuilder(
                        options.inMemory()
                                ? org.apache.kafka.streams.state.Stores.inMemoryWindowStore(
                                        name, retention, window, false)
                                : org.apache.kafka.streams.state.Stores.persistentWindowStore(
                                        name, retention, window, false),
                        bytes,
                        bytes)
                .withLoggingEnabled(CHANGELOG)
                .withCachingEnabled();
    }

    static StoreBuilder<KeyValueStore<byte[], byte[]>> keyed(String name, AuditOptions options) {
        Serde<byte[]> bytes = Serdes.ByteArray();
        return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                        options.inMemory()
                                ? org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name)
                                : org.apache.kafka.streams.state.Stores.persistentKeyValueStore(name),
                        bytes,
                        bytes)
                .withLoggingEnabled(CHANGELOG)
                .withCachingEnabled();
    }

    /** A run in {@link #BUCKETS}. */
    static byte[] run(String run) {
        return run.getBytes(UTF_8);
    }

    static String run(byte[] key) {
        return new String(key, UTF_8);
    }

    /** A run's sum in {@link #TOTALS}. */
    static byte[] total(String run) {
        byte[] name = run(run);
        return ByteBuffer.allocate(1 + name.length).put(TALLY).put(name).array();
    }

    /** A latency in {@link #LATENCIES} and {@link #TOTALS}. */
    static byte[] latency(String run, long micros) {
        byte[] name = run(run);
        return ByteBuffer.allocate(1 + Long.BYTES + name.length)
                .put(LATENCY)
                .putLong(micros)
                .put(name)
                .array();
    }

    static boolean isLatency(byte[] key) {
        return key[0] == LATENCY;
    }

    /** The run of a {@link #total} or {@link #latency} key. */
    static String runOf(byte[] key) {
        int from = isLatency(key) ? 1 + Long.BYTES : 1;
        return new String(key, from, key.length - from, UTF_8);
    }

    static long microsOf(byte[] latencyKey) {
        return ByteBuffer.wrap(latencyKey).getLong(1);
    }

    /** A run's bucket in {@link #ALARMED}. */
    static byte[] bucket(String run, long bucketMs) {
        byte[] name = run(run);
        return ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(bucketMs)
                .put(name)
                .array();
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }
}
