package dev.headgate.app;

import dev.headgate.internal.metrics.PartitionEnds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks, before anything starts, whether the brokers answer, the topics are there and the group's id is free. */
public final class Preflight {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** For a question again where the first one was lost. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(4);

    private final Map<String, Object> kafka;
    private final Duration within;
    private final KafkaErrors trouble;

    public Preflight(Map<String, Object> kafka) {
        this(kafka, TIMEOUT);
    }

    /** @param within how long the brokers have for an answer */
    public Preflight(Map<String, Object> kafka, Duration within) {
        this.kafka = kafka;
        this.within = within;
        this.trouble = new KafkaErrors(kafka);
    }

    /**
     * Looks at each topic.
     *
     * @param topics topics by the configuration key that names them
     * @return what the brokers say of them
     * @throws UserError naming what is missing
     */
    public List<TopicDescription> check(Map<String, List<String>> topics) throws InterruptedException {
        return ask(admin -> describe(admin, topics));
    }

    /**
     * Looks at each topic, and then at the group that is to be joined. With one client, since the processor's start waits.
     *
     * @param topics topics by the configuration key that names them
     * @param consumed those that the group is to consume
     * @throws UserError naming what is missing, or if the group's id is that of a group of another kind
     */
    void check(Map<String, List<String>> topics, List<String> consumed) throws InterruptedException {
        String group = String.valueOf(kafka.get(ConsumerConfig.GROUP_ID_CONFIG));
        boolean _ = ask(admin -> {
            List<TopicDescription> _ = describe(admin, topics);
            new GroupPreflight(admin, group).check(Set.copyOf(consumed));
            return true;
        });
    }

    private interface Question<T> {
        T ask(Admin admin) throws InterruptedException;
    }

    private <T> T ask(Question<T> question) throws InterruptedException {
        Map<String, Object> properties = PartitionEnds.adminProperties(kafka);
        properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) within.toMillis());
        properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        Optional<Admin> admin = Optional.empty();
        try {
            admin = Optional.of(Admin.create(properties));
            return question.ask(admin.get());
        } catch (KafkaException e) {
            throw trouble.explain(e);
        } finally {
            admin.ifPresent(client -> client.close(Duration.ZERO));
        }
    }

    private List<TopicDescription> describe(Admin admin, Map<String, List<String>> topics) throws InterruptedException {
        List<TopicDescription> found = new ArrayList<>();
        for (Map.Entry<String, List<String>> named : topics.entrySet()) {
            for (String topic : named.getValue()) {
                found.add(describe(admin, named.getKey(), topic));
            }
        }
        return found;
    }

    private TopicDescription describe(Admin admin, String key, String topic) throws InterruptedException {
        KafkaFuture<Map<String, TopicDescription>> answer =
                admin.describeTopics(List.of(topic)).allTopicNames();
        try {
            return answer.get(within.toMillis() + 1000, TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new UserError(
                        key + ": there is no topic '" + topic + "' at " + kafka.get("bootstrap.servers")
                                + "; create it, or correct the name",
                        e);
            }
            if (e.getCause() instanceof AuthorizationException) {
                throw new UserError(
                        key + ": this principal may not see the topic '" + topic + "' at "
                                + kafka.get("bootstrap.servers")
                                + "; allow it Describe, and Read on what is consumed, Write on what is written",
                        e);
            }
            throw trouble.explain(e);
        } catch (TimeoutException e) {
            throw trouble.explain(e);
        }
    }
}
