package dev.headgate.redrive;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Which topics there are, and with how many partitions. Asked through an admin client, since a producer that asks may make a
 * topic. Remembers what it was told. Owned by the thread that re-drives.
 */
final class KnownTopics implements AutoCloseable {
    private static final int ANSWER_MILLIS = 10_000;

    private final Admin admin;
    private final Map<String, Optional<Integer>> partitions = new HashMap<>();

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
        Optional<Integer> known = partitions.get(topic);
        if (known == null) {
            known = ask(topic);
            partitions.put(topic, known);
        }
        return known;
    }

    private Optional<Integer> ask(String topic) throws RedriveException, InterruptedException {
        try {
            return Optional.of(
                    admin.describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(ANSWER_MILLIS))
                            .allTopicNames()
                            .get(2L * ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                            .values()
                            .iterator()
                            .next()
                            .partitions()
                            .size());
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
