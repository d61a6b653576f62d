package dev.headgate.redrive;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.Topic;

/**
 * Which topics there are, and with how many partitions. Asked through an admin client, since a producer that asks may make a
 * topic. Remembers what it was told. Owned by the thread that re-drives.
 */
final class KnownTopics implements AutoCloseable {
    private static final int ANSWER_MILLIS = 10_000;

    private final Admin admin;
    private final Map<String, Optional<TopicDescription>> known = new HashMap<>();

    /** @param admin closed with this */
    KnownTopics(Admin admin) {
        this.admin = admin;
    }

    /**
     * How many partitions the topic has; empty if there is none of this name.
     *
     * @throws RedriveException if the brokers don't say
     */
    Optional<Integer> partitions(String topic) throws RedriveException, InterruptedException {
        return description(topic).map(it -> it.partitions().size());
    }

    /**
     * Whether the brokers keep their own state in it, such as {@code __consumer_offsets}: a record there that isn't theirs can
     * stop a coordinator.
     *
     * @throws RedriveException if the brokers don't say
     */
    boolean isInternal(String topic) throws RedriveException, InterruptedException {
        return Topic.isInternal(topic)
                || description(topic).filter(TopicDescription::isInternal).isPresent();
    }

    /**
     * Whether the principal may write to the topic, as far as the brokers tell.
     *
     * @throws RedriveException if they don't say
     */
    boolean isWritable(String topic) throws RedriveException, InterruptedException {
        Optional<Set<AclOperation>> allowed = description(topic).map(TopicDescription::authorizedOperations);
        return allowed.isEmpty() || allowed.get().contains(AclOperation.WRITE);
    }

    private Optional<TopicDescription> description(String topic) throws RedriveException, InterruptedException {
        Optional<TopicDescription> answer = known.get(topic);
        if (answer == null) {
            answer = ask(topic);
            known.put(topic, answer);
        }
        return answer;
    }

    private Optional<TopicDescription> ask(String topic) throws RedriveException, InterruptedException {
        DescribeTopicsOptions options =
                new DescribeTopicsOptions().timeoutMs(ANSWER_MILLIS).includeAuthorizedOperations(true);
        try {
            return Optional.of(admin.describeTopics(List.of(topic), options)
                    .allTopicNames()
                    .get(2L * ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof InvalidTopicException) {
                return Optional.empty();
            }
            throw new RedriveException("the brokers don't tell of topic '" + topic + "': " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new RedriveException("no broker tells of topic '" + topic + "'", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
