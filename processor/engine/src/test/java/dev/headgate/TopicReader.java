package dev.headgate;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their beginning, without a group. Starts no broker. */
public final class TopicReader {
    private TopicReader() {}

    /**
     * All records there are now.
     *
     * @param properties of the consumer: at least {@code bootstrap.servers}
     */
    public static List<ConsumerRecord<byte[], byte[]>> all(Map<String, ?> properties, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(properties)) {
            List<TopicPartition> partitions = begin(consumer, topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    /** The first records, once there are this many; those that came with the last of them too. */
    public static List<ConsumerRecord<byte[], byte[]>> atLeast(int count, Map<String, ?> properties, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(properties)) {
            begin(consumer, topic);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
            });
            return records;
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, ?> properties) {
        return new KafkaConsumer<>(Map.copyOf(properties), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> begin(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return partitions;
    }
}
