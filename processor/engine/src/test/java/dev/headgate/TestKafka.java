package dev.headgate;

import dev.headgate.localkafka.LocalKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** One real broker for all tests of this JVM, with a topic and a group of its own for each. */
public final class TestKafka {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestKafka() {}

    /** Starts with the first who asks for it: what brings its own broker, and a record's text, needs none. */
    private static final class Broker {
        private static final LocalKafka KAFKA = LocalKafka.start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(KAFKA::close));
        }
    }

    public static String bootstrapServers() {
        return Broker.KAFKA.bootstrapServers();
    }

    /** A new topic; its name is also fit for a group. */
    public static String newTopic(int partitions) {
        String topic = "topic-" + NUMBER.incrementAndGet();
        Broker.KAFKA.createTopic(topic, partitions);
        return topic;
    }

    /** A new topic of one partition with these properties. */
    public static String newTopic(Map<String, String> properties) {
        String topic = "topic-" + NUMBER.incrementAndGet();
        Broker.KAFKA.createTopic(new NewTopic(topic, Optional.of(1), Optional.empty()).configs(properties));
        return topic;
    }

    public static Map<String, Object> consumer(String group) {
        return new HashMap<>(Map.of("bootstrap.servers", bootstrapServers(), "group.id", group));
    }

    /** On the broker, unless {@code more} names another. */
    public static Producer<byte[], byte[]> producer(Map<String, ?> more) {
        Map<String, Object> properties = new HashMap<>(Map.of("linger.ms", "5"));
        properties.putAll(more);
        properties.computeIfAbsent("bootstrap.servers", _ -> bootstrapServers());
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes records 0 to {@code count - 1}, record i with the key {@code i % keys} and the value i. */
    public static void produce(String topic, int count, int keys) {
        produce(bootstrapServers(), topic, count, keys);
    }

    /** The same, to another broker. */
    public static void produce(String bootstrap, String topic, int count, int keys) {
        try (Producer<byte[], byte[]> producer = producer(Map.of("bootstrap.servers", bootstrap))) {
            for (int i = 0; i < count; i++) {
                var _ = producer.send(
                        new ProducerRecord<>(topic, bytes("key-" + i % keys), bytes(Integer.toString(i))));
            }
        }
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte @Nullable [] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** The group's committed offsets, without partitions that have none. */
    public static Map<TopicPartition, Long> committed(String group) throws ExecutionException, InterruptedException {
        return committed(bootstrapServers(), group);
    }

    /** The same, on another broker. */
    public static Map<TopicPartition, Long> committed(String bootstrap, String group)
            throws ExecutionException, InterruptedException {
        try (Admin admin = admin(bootstrap)) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            Map<TopicPartition, @Nullable OffsetAndMetadata> committed =
                    new HashMap<>(admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get());
            committed.forEach((partition, offset) -> {
                if (offset != null) {
                    offsets.put(partition, offset.offset());
                }
            });
            return offsets;
        }
    }

    /** The sum of the group's committed offsets. */
    public static long committedTotal(String group) throws ExecutionException, InterruptedException {
        return committed(group).values().stream().mapToLong(Long::longValue).sum();
    }

    public static int members(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return admin.describeConsumerGroups(Set.of(group)).all().get().values().stream()
                    .mapToInt(description -> description.members().size())
                    .sum();
        }
    }

    public static Admin admin() {
        return admin(bootstrapServers());
    }

    public static Admin admin(String bootstrap) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("request.timeout.ms", 5_000);
        properties.put("default.api.timeout.ms", (int) Duration.ofSeconds(10).toMillis());
        return Admin.create(properties);
    }
}
