package dev.headgate.sim.cli;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer group has not committed yet of the records that a topic held at the first look; later ones don't count. A
 * partition that it never committed counts from its beginning. Used by one thread.
 */
final class CommittedBacklog implements GroupDrain.Backlog, AutoCloseable {

    private final Admin admin;
    private final String group;
    private final String topic;
    private final Map<TopicPartition, Long> begins = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    CommittedBacklog(Admin admin, String group, String topic) {
        this.admin = admin;
        this.group = group;
        this.topic = topic;
    }

    @Override
    public long left(Duration within) throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + within.toNanos();
        if (ends.isEmpty()) {
            look(deadline);
        }
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), deadline);
        long left = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            @Nullable OffsetAndMetadata position = committed.get(end.getKey());
            long from = position == null ? begins.getOrDefault(end.getKey(), 0L) : position.offset();
            left += Math.max(0, end.getValue() - from);
        }
        return left;
    }

    private void look(long deadline) throws ExecutionException, InterruptedException, TimeoutException {
        List<TopicPartition> partitions =
                get(admin.describeTopics(List.of(topic)).allTopicNames(), deadline).values().stream()
                        .flatMap(each -> each.partitions().stream())
                        .map(each -> new TopicPartition(topic, each.partition()))
                        .toList();
        begins.putAll(offsets(partitions, OffsetSpec.earliest(), deadline));
        ends.putAll(offsets(partitions, OffsetSpec.latest(), deadline));
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec, long deadline)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked = partitions.stream().collect(toMap(Function.identity(), each -> spec));
        return get(admin.listOffsets(asked).all(), deadline).entrySet().stream()
                .collect(toMap(Map.Entry::getKey, each -> each.getValue().offset()));
    }

    private static <T> T get(KafkaFuture<T> future, long deadline)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
