package dev.headgate.benchmarks.system;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Client properties, the same for every system but for what it has to set itself. */
final class Consumers {
    private static final String PRODUCER = "producer.";

    private Consumers() {}

    /** A consumer that commits nothing by itself. */
    static Map<String, Object> consumer(SystemSetup setup) {
        Map<String, Object> properties = new HashMap<>();
        setup.clientProperties().forEach((name, value) -> {
            if (!name.startsWith(PRODUCER)) {
                properties.put(name, value);
            }
        });
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, setup.bootstrapServers());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, setup.group());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return properties;
    }

    /** A producer for the results. */
    static Map<String, Object> producer(SystemSetup setup) {
        Map<String, Object> properties = new HashMap<>();
        setup.clientProperties().forEach((name, value) -> {
            if (name.startsWith(PRODUCER)) {
                properties.put(name.substring(PRODUCER.length()), value);
            }
        });
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, setup.bootstrapServers());
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return properties;
    }
}
