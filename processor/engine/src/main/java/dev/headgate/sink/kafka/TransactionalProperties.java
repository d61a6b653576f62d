package dev.headgate.sink.kafka;

import dev.headgate.internal.sink.ProducerProperties;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The properties of a producer whose records go into transactions, and the id that it has there. */
final class TransactionalProperties {
    /** Records of this size are the broker's to judge by the topic's {@code max.message.bytes}, not the producer's. */
    private static final int MAX_REQUEST_BYTES = 32 * 1024 * 1024;

    private TransactionalProperties() {}

    /**
     * Completes the properties for a transactional producer.
     *
     * @param own properties of this producer alone, which win
     * @throws IllegalArgumentException naming a property that the sink owns, or that is missing
     */
    static Map<String, Object> of(Map<String, Object> kafka, Map<String, ?> own, TransactionOptions options) {
        Map<String, Object> properties = ProducerProperties.of(kafka, own, "sink");
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(kafka));
        properties.putIfAbsent(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Math.toIntExact(options.timeout().toMillis()));
        properties.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        return properties;
    }

    /**
     * A static member keeps its transactional id, so that its next start ends at once what a crash has left open. Others get
     * one that is new each time: two producers of one id would fence each other, and what they leave open ends by its timeout.
     *
     * <p>No two members have one id. An instance's id has no colon, so the last one ends the group, whatever dashes are in both.
     * What brokers allow by prefix is still {@code headgate-<group>-}.
     */
    private static String transactionalId(Map<String, Object> kafka) {
        Object group = kafka.getOrDefault(ConsumerConfig.GROUP_ID_CONFIG, "");
        Object instance = kafka.get(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return "headgate-" + group + "-" + (instance == null ? UUID.randomUUID() : ":" + instance);
    }
}
