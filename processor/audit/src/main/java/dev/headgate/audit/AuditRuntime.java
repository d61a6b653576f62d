package dev.headgate.audit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Where and how the audit runs.
 *
 * @param applicationId instances with the same one share the work; it is also the consumer group
 * @param kafka properties of the Kafka clients and of Kafka Streams, which go before everything but what is here
 * @param threads stream threads of this instance
 * @param standbys copies of the state on other instances
 * @param stateDirectory where state is kept on disk
 * @param host where this instance answers queries, as others reach it
 * @param port the port there; 0 for any free one
 */
public record AuditRuntime(
        String applicationId,
        Map<String, Object> kafka,
        int threads,
        int standbys,
        Path stateDirectory,
        String host,
        int port) {
    private static final int COMMIT_MS = 500;
    private static final int SESSION_MS = 10_000;
    private static final int HEARTBEAT_MS = 3_000;
    private static final long CACHE_BYTES = 64L << 20;
    private static final int PRODUCER_BATCH_BYTES = 128 << 10;

    public AuditRuntime {
        kafka = Map.copyOf(kafka);
    }

    /** @param boundPort the port that this instance in fact listens at */
    Map<String, Object> streamsProperties(int boundPort) {
        Map<String, Object> properties = new HashMap<>();
        // Each commit is a transaction: five a second would cost more than the records in them.
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MS);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), PRODUCER_BATCH_BYTES);
        properties.putAll(kafka);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, host + ":" + boundPort);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return properties;
    }
}
