package dev.headgate.localkafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes topics, and waits for what Kafka only promises: that each partition has a leader. */
final class Topics {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private Topics() {}

    static NewTopic topic(String name, int partitions) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty());
    }

    static NewTopic topic(String name, int partitions, int replicationFactor) {
        return new NewTopic(name, partitions, (short) replicationFactor);
    }

    static void create(Map<String, Object> client, NewTopic topic) {
        try (Admin admin = admin(client)) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            get(admin.createTopics(List.of(topic)).all(), deadline);
            while (!eachPartitionHasALeader(admin, topic, deadline)) {
                TimeUnit.NANOSECONDS.sleep(POLL_INTERVAL.toNanos());
            }
            awaitLogs(admin, topic, deadline);
        } catch (ExecutionException e) {
            throw failed(topic, reason(e), e);
        } catch (TimeoutException e) {
            throw failed(topic, "not done after " + LIMIT.toSeconds() + " s; are enough nodes running?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(topic, "interrupted", e);
        }
    }

    /** Makes the topic unless there is one of that name. */
    static boolean createIfAbsent(Map<String, Object> client, NewTopic topic) {
        try (Admin admin = admin(client)) {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            if (get(admin.listTopics().names(), deadline).contains(topic.name())) {
                return false;
            }
        } catch (ExecutionException e) {
            throw failed(topic, reason(e), e);
        } catch (TimeoutException e) {
            throw failed(topic, "no answer after " + LIMIT.toSeconds() + " s; are enough nodes running?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(topic, "interrupted", e);
        }
        create(client, topic);
        return true;
    }

    /**
     * A leader is known a moment before its log is made. An idempotent producer that writes in between can have its first
     * batch refused and its second one taken, and then never gets the first one in. The leader answers this question only
     * once it has the log; the admin client asks again until it does.
     */
    private static void awaitLogs(Admin admin, NewTopic topic, long deadline)
            throws InterruptedException, TimeoutException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (TopicPartitionInfo each : partitions(admin, topic, deadline)) {
            ends.put(new TopicPartition(topic.name(), each.partition()), OffsetSpec.latest());
        }
        get(admin.listOffsets(ends).all(), deadline);
    }

    private static List<TopicPartitionInfo> partitions(Admin admin, NewTopic topic, long deadline)
            throws InterruptedException, TimeoutException, ExecutionException {
        return get(admin.describeTopics(List.of(topic.name())).allTopicNames(), deadline).values().stream()
                .flatMap(each -> each.partitions().stream())
                .toList();
    }

    private static boolean eachPartitionHasALeader(Admin admin, NewTopic topic, long deadline)
            throws InterruptedException, TimeoutException, ExecutionException {
        try {
            List<TopicPartitionInfo> partitions = partitions(admin, topic, deadline);
            return partitions.size() >= topic.numPartitions()
                    && partitions.stream()
                            .allMatch(each ->
                                    each.leader() != null && !each.leader().isEmpty());
        } catch (ExecutionException e) {
            // The node that answers may be a moment behind the controller.
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private static <T> T get(KafkaFuture<T> future, long deadline)
            throws InterruptedException, TimeoutException, ExecutionException {
        return future.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private static Admin admin(Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "200");
        return Admin.create(properties);
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private static LocalKafkaException failed(NewTopic topic, String reason, Exception cause) {
        return new LocalKafkaException("topic " + topic.name() + " was not created: " + reason, cause);
    }
}
