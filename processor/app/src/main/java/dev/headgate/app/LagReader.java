package dev.headgate.app;

import dev.headgate.internal.metrics.PartitionEnds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the lag of a group off Kafka: offsets from the brokers, and the age off the first record not committed. */
final class LagReader {
    private static final Duration READ_WITHIN = Duration.ofSeconds(5);
    private static final Comparator<TopicPartition> BY_PARTITION =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final Map<String, Object> kafka;

    LagReader(Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /** @throws UserError if the brokers don't answer */
    List<LagRow> read(List<TopicPartition> partitions) throws InterruptedException {
        Map<TopicPartition, PartitionEnds.Bounds> bounds;
        try (PartitionEnds ends = PartitionEnds.connect(kafka)) {
            bounds = ends.of(partitions);
        } catch (PartitionEnds.UnknownException | KafkaException e) {
            throw new KafkaErrors(kafka).explain(e.getCause() == null ? e : e.getCause());
        }
        Map<TopicPartition, Long> from = new HashMap<>();
        bounds.forEach((partition, its) -> {
            long committed = Math.max(its.committed(), its.start());
            if (committed < its.end()) {
                from.put(partition, committed);
            }
        });
        Map<TopicPartition, Long> timestamps = timestamps(from);
        long now = System.currentTimeMillis();
        List<LagRow> rows = new ArrayList<>();
        bounds.forEach((partition, its) -> {
            long committed = Math.max(its.committed(), its.start());
            long lag = Math.max(0, its.end() - committed);
            OptionalLong ms = lag == 0 ? OptionalLong.of(0) : age(Optional.ofNullable(timestamps.get(partition)), now);
            rows.add(new LagRow(partition, its.end(), committed, lag, ms));
        });
        rows.sort(Comparator.comparing(LagRow::partition, BY_PARTITION));
        return rows;
    }

    private static OptionalLong age(Optional<Long> written, long now) {
        return written.isPresent() ? OptionalLong.of(Math.max(0, now - written.get())) : OptionalLong.empty();
    }

    /** The timestamp of the first record at or after each offset. Joins no group and commits nothing. */
    private Map<TopicPartition, Long> timestamps(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> timestamps = new HashMap<>();
        if (offsets.isEmpty()) {
            return timestamps;
        }
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 16_384);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(offsets.keySet());
            offsets.forEach(consumer::seek);
            Set<TopicPartition> open = new HashSet<>(offsets.keySet());
            long deadline = System.nanoTime() + READ_WITHIN.toNanos();
            while (!open.isEmpty() && System.nanoTime() < deadline) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(200));
                for (TopicPartition partition : records.partitions()) {
                    ConsumerRecord<byte[], byte[]> first =
                            records.records(partition).getFirst();
                    timestamps.putIfAbsent(partition, first.timestamp());
                    open.remove(partition);
                }
                consumer.pause(timestamps.keySet());
            }
        }
        return timestamps;
    }
}
