package dev.headgate.internal.sink;

import dev.headgate.internal.ClientProperties;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The producer's properties: the user's, with those that the sink's guarantees rest on. */
public final class ProducerProperties {
    /** The properties the sink owns, each with the reason why it can't be set. */
    public static final Map<String, String> OWNED = Map.of(
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            "without idempotence a record that is sent again overtakes or repeats others",
            ProducerConfig.ACKS_CONFIG,
            "an acknowledgement means that all in-sync replicas have the record; it is always 'all'",
            ProducerConfig.RETRIES_CONFIG,
            "the producer retries until it succeeds, so that a broker outage pauses consumption and nothing else",
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            "a record that the producer gives up on would be overtaken by the next one of its key",
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "records are written outside transactions",
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            "the sink writes bytes",
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            "the sink writes bytes");

    /** How long a worker waits for metadata or for room in the buffer before the sink counts as unavailable. */
    private static final int MAX_BLOCK_MS = 5_000;

    private ProducerProperties() {}

    /**
     * Completes the properties for an idempotent producer.
     *
     * @param kafka the properties shared by all clients; what only a consumer understands is left out
     * @param own properties of this producer alone, which win
     * @param purpose goes into the client id
     * @throws IllegalArgumentException naming a property that the sink owns, or that is missing
     */
    public static Map<String, Object> of(Map<String, ?> kafka, Map<String, ?> own, String purpose) {
        refuseOwned(kafka, "the Kafka property ");
        refuseOwned(own, "the producer property ");
        Map<String, Object> properties = ClientProperties.forProducer(kafka);
        Object application = kafka.get(ProducerConfig.CLIENT_ID_CONFIG);
        properties.put(
                ProducerConfig.CLIENT_ID_CONFIG, (application == null ? "headgate" : application) + "-" + purpose);
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        properties.putAll(own);
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        if (!properties.containsKey(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException(
                    "the Kafka property " + ProducerConfig.BOOTSTRAP_SERVERS_CONFIG + " is missing");
        }
        return properties;
    }

    private static void refuseOwned(Map<String, ?> properties, String what) {
        OWNED.forEach((owned, reason) -> {
            if (properties.containsKey(owned)) {
                throw new IllegalArgumentException(what + owned + " can't be set: " + reason);
            }
        });
    }
}
