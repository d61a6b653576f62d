package dev.headgate.redrive;

import dev.headgate.internal.ClientIds;
import dev.headgate.internal.ClientProperties;
import dev.headgate.internal.sink.ProducerProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the clients of a re-drive out of a processor's properties. */
final class RedriveClients {
    private static final int BATCH = 500;

    /** How long a poll's records may take at the wanted rate; far below {@code max.poll.interval.ms}. */
    private static final double BATCH_SECONDS = 5;

    /** What a run that was killed has left keeps the next one waiting for at most this long. */
    private static final int SESSION_MILLIS = 6_000;

    private static final int TRANSACTION_MILLIS = 10_000;
    private static final int DELIVERY_MILLIS = 120_000;
    private static final int LARGEST_REQUEST = 32 * 1024 * 1024;

    /** What belongs to the processor's own member, or would change what is read. */
    private static final Set<String> NOT_OURS = Set.of(
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
            ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);

    private RedriveClients() {}

    /** The group of the re-drives beside this group of processors. */
    static String group(Map<String, Object> kafka) {
        return kafka.get(ConsumerConfig.GROUP_ID_CONFIG) + "-redrive";
    }

    static Consumer<byte[], byte[]> consumer(Map<String, Object> kafka, RedriveOptions options) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.keySet().removeAll(NOT_OURS);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group(kafka));
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId(kafka));
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MILLIS / 4);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batch(options.rate()));
        return ClientIds.open(
                ClientIds.Kind.CONSUMER,
                properties,
                own -> new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    private static int batch(double rate) {
        return rate == 0 ? BATCH : (int) Math.clamp(rate * BATCH_SECONDS, 1, BATCH);
    }

    /** One that gives up after two minutes: the operator learns of it, and runs it again. */
    static Producer<byte[], byte[]> producer(Map<String, Object> kafka, boolean transactional) {
        Map<String, Object> properties = ProducerProperties.of(kafka, Map.of(), "redrive");
        properties.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        if (transactional) {
            properties.put(
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG, "headgate-" + group(kafka) + "-" + UUID.randomUUID());
            properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
            properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_MILLIS);
            properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TRANSACTION_MILLIS / 2);
        }
        return ClientIds.open(
                ClientIds.Kind.PRODUCER,
                properties,
                own -> new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    static Admin admin(Map<String, Object> kafka) {
        Map<String, Object> properties = ClientProperties.forAdmin(kafka);
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId(kafka));
        return ClientIds.open(ClientIds.Kind.ADMIN, properties, Admin::create);
    }

    private static String clientId(Map<String, Object> kafka) {
        return kafka.getOrDefault(ConsumerConfig.CLIENT_ID_CONFIG, "headgate") + "-redrive";
    }
}
