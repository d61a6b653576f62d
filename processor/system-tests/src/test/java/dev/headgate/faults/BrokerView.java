package dev.headgate.faults;

import dev.headgate.TopicReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the brokers say about a topic and the group of the same name, by plain clients that know nothing of the engine.
 *
 * @param access what a client needs to connect: the brokers, and a login if they want one
 * @param topic the topic and the group
 */
record BrokerView(Map<String, Object> access, String topic) {
    BrokerView(String bootstrap, String topic) {
        this(Map.of("bootstrap.servers", bootstrap), topic);
    }

    private Map<String, Object> and(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(access);
        properties.putAll(more);
        return properties;
    }

    /** Asks for its own connection each time, since the broker behind it may have gone. */
    interface Question<T> {
        T ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    <T> T admin(Question<T> question) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(and(Map.of("request.timeout.ms", 4_000, "default.api.timeout.ms", 15_000)))) {
            return question.ask(admin);
        }
    }

    /** The committed offsets, without partitions where it is 0. */
    Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
        Map<TopicPartition, @Nullable OffsetAndMetadata> all =
                new HashMap<>(admin(admin -> admin.listConsumerGroupOffsets(topic)
                        .partitionsToOffsetAndMetadata()
                        .get()));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        all.forEach((partition, offset) -> {
            if (offset != null && offset.offset() > 0) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    /** The ends of the partitions that aren't empty. */
    Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest =
                partitions().stream().collect(Collectors.toMap(each -> each, _ -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin(admin -> admin.listOffsets(latest).all().get()).forEach((partition, end) -> {
            if (end.offset() > 0) {
                ends.put(partition, end.offset());
            }
        });
        return ends;
    }

    int members() throws ExecutionException, InterruptedException {
        return admin(admin -> admin.describeConsumerGroups(Set.of(topic)).all().get()).values().stream()
                .mapToInt(group -> group.members().size())
                .sum();
    }

    /** The committed offset of one partition, 0 where there is none. */
    long committed(int partition) throws ExecutionException, InterruptedException {
        return committed().getOrDefault(new TopicPartition(topic, partition), 0L);
    }

    /** The sum of the committed offsets; -1 while nobody says. */
    long total() {
        try {
            return committed().values().stream().mapToLong(Long::longValue).sum();
        } catch (ExecutionException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Who leads a partition. */
    int leader(int partition) throws ExecutionException, InterruptedException {
        return admin(admin ->
                        admin.describeTopics(Set.of(topic)).allTopicNames().get())
                .values()
                .iterator()
                .next()
                .partitions()
                .get(partition)
                .leader()
                .id();
    }

    /** The broker that coordinates the group. */
    int coordinator() throws ExecutionException, InterruptedException {
        return admin(admin -> admin.describeConsumerGroups(Set.of(topic)).all().get())
                .values()
                .iterator()
                .next()
                .coordinator()
                .id();
    }

    void awaitMembers(int count) {
        FaultRun.awaitThat(count + " members", () -> {
            try {
                return members() == count;
            } catch (ExecutionException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }

    List<TopicPartition> partitions() throws ExecutionException, InterruptedException {
        return admin(admin ->
                        admin.describeTopics(Set.of(topic)).allTopicNames().get())
                .values()
                .stream()
                .flatMap(description -> description.partitions().stream())
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> read(String isolation) {
        return TopicReader.all(and(Map.of("isolation.level", isolation)), topic);
    }
}
