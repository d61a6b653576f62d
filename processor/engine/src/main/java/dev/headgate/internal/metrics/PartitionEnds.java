package dev.headgate.internal.metrics;

import dev.headgate.internal.ClientProperties;
import dev.headgate.state.PartitionSnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers where partitions start and end, and where a group that has not committed yet would go on. */
public final class PartitionEnds implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /**
     * The bounds of one partition.
     *
     * @param start the first offset still in the log
     * @param end the offset after the last record a consumer may read
     * @param committed what the group has committed; {@code start} if nothing
     * @param isCommitted whether the group has committed anything
     */
    public record Bounds(long start, long end, long committed, boolean isCommitted) {}

    /** The brokers did not answer. The message is one line. */
    public static final class UnknownException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final Admin admin;
    private final String group;
    private final ListOffsetsOptions options;

    /**
     * Asks through this client, which is closed with it.
     *
     * @param isolation what the group's consumers read, so that the end is theirs
     */
    public PartitionEnds(Admin admin, String group, IsolationLevel isolation) {
        this.admin = admin;
        this.group = group;
        this.options = new ListOffsetsOptions(isolation).timeoutMs((int) TIMEOUT.toMillis());
    }

    /** Connects with a consumer's properties, as that consumer sees the group and the ends of its partitions. */
    public static PartitionEnds connect(Map<String, Object> consumer) {
        String level = String.valueOf(consumer.getOrDefault(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"));
        IsolationLevel isolation = IsolationLevel.valueOf(level.toUpperCase(Locale.ROOT));
        return new PartitionEnds(
                Admin.create(adminProperties(consumer)),
                String.valueOf(consumer.get(ConsumerConfig.GROUP_ID_CONFIG)),
                isolation);
    }

    /** Those of a client's properties that an admin client or a plug-in in it understands too, without the client id. */
    public static Map<String, Object> adminProperties(Map<String, Object> client) {
        Map<String, Object> properties = ClientProperties.forAdmin(client);
        properties.remove(AdminClientConfig.CLIENT_ID_CONFIG);
        return properties;
    }

    /** @throws UnknownException if the brokers don't answer in time */
    Map<TopicPartition, Bounds> of(Collection<PartitionSnapshot> partitions)
            throws InterruptedException, UnknownException {
        List<TopicPartition> ids = partitions.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        // Without a partition it asks all the same: that it is answered is worth knowing.
        boolean allCommitted = !ids.isEmpty()
                && partitions.stream()
                        .allMatch(partition -> partition.offsets().committed().isPresent());
        return bounds(ids, allCommitted ? Map.of() : committed());
    }

    /**
     * The bounds of these partitions.
     *
     * @throws UnknownException if the brokers don't answer in time
     */
    public Map<TopicPartition, Bounds> of(List<TopicPartition> partitions)
            throws InterruptedException, UnknownException {
        return bounds(partitions, committed());
    }

    /** The ids of those of these topics that exist. */
    Map<String, Uuid> topicIds(Set<String> topics) throws InterruptedException, UnknownException {
        Map<String, Uuid> ids = new HashMap<>();
        DescribeTopicsOptions within = new DescribeTopicsOptions().timeoutMs((int) TIMEOUT.toMillis());
        for (KafkaFuture<TopicDescription> answer :
                admin.describeTopics(topics, within).topicNameValues().values()) {
            try {
                TopicDescription description = get(answer);
                ids.put(description.name(), description.topicId());
            } catch (UnknownException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return ids;
    }

    private Map<TopicPartition, Bounds> bounds(
            List<TopicPartition> partitions, Map<TopicPartition, OffsetAndMetadata> committed)
            throws InterruptedException, UnknownException {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, ListOffsetsResultInfo> starts = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> ends = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, Bounds> bounds = new HashMap<>();
        starts.forEach((partition, first) -> {
            long end = ends.getOrDefault(partition, first).offset();
            OffsetAndMetadata known = committed.get(partition);
            bounds.put(
                    partition,
                    new Bounds(first.offset(), end, known == null ? first.offset() : known.offset(), known != null));
        });
        return bounds;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, UnknownException {
        Map<TopicPartition, OffsetSpec> request = new HashMap<>();
        partitions.forEach(partition -> request.put(partition, which));
        return get(admin.listOffsets(request, options).all());
    }

    /** What the group has committed, its other members included. */
    Map<TopicPartition, OffsetAndMetadata> committed() throws InterruptedException, UnknownException {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    private static <T> T get(KafkaFuture<T> answer) throws InterruptedException, UnknownException {
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UnknownException(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new UnknownException("no answer from the brokers within " + TIMEOUT.toSeconds() + " s", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
