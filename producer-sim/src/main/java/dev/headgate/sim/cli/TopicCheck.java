package dev.headgate.sim.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes sure, before a run starts, that the brokers answer and the topic is there. */
final class TopicCheck {

    /** For the client to give up first, which says more than giving up on it. */
    private static final long MARGIN_MILLIS = 1_000;

    private final ProducerProperties properties;
    private final Duration timeout;

    TopicCheck(ProducerProperties properties, Duration timeout) {
        this.properties = properties;
        this.timeout = timeout;
    }

    /**
     * Creates the topic if it is to be created and is not there.
     *
     * @throws SimException if no broker answers in time, the topic is missing, or the brokers refuse
     */
    void check(String topic, Optional<TopicLayout> create) throws InterruptedException {
        try (Admin admin = Admin.create(properties.forAdmin(timeout))) {
            if (create.isPresent()) {
                create(admin, topic, create.get());
            } else {
                describe(admin, topic);
            }
        } catch (KafkaException e) {
            throw properties.refused(e);
        }
    }

    private void create(Admin admin, String topic, TopicLayout layout) throws InterruptedException {
        NewTopic wanted = new NewTopic(topic, layout.partitions(), layout.replicationFactor());
        try {
            get(admin.createTopics(List.of(wanted)).all());
            awaitLogs(admin, topic, layout.partitions());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw unusable("--create-topic " + layout.partitions() + "," + layout.replicationFactor(), e);
            }
        }
    }

    /**
     * A leader is known a moment before its log is made. An idempotent producer that writes in between can have its first
     * batch refused and its second one taken, and then never gets the first one in. The leader answers this question only
     * once it has the log; the admin client asks again until it does.
     */
    private void awaitLogs(Admin admin, String topic, int partitions) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        get(admin.listOffsets(ends).all());
    }

    private void describe(Admin admin, String topic) throws InterruptedException {
        try {
            get(admin.describeTopics(List.of(topic)).allTopicNames());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw SimException.input(
                        "--topic " + topic + ": there is no such topic at " + properties.bootstrapServers()
                                + "; correct the name, or add --create-topic 12,1 to create it with 12 partitions",
                        e);
            }
            throw unusable("--topic " + topic, e);
        }
    }

    private <T> void get(KafkaFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            future.get(timeout.toMillis() + MARGIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw noBroker(e);
        }
    }

    private SimException unusable(String option, ExecutionException error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return noBroker(cause);
        }
        if (cause instanceof AuthenticationException) {
            return SimException.failed(
                    "--bootstrap-server " + properties.bootstrapServers() + ": the broker refuses the credentials: "
                            + cause.getMessage() + "; correct security.protocol, which is "
                            + properties.securityProtocol()
                            + ", or the properties sasl.* and ssl.* in --command-config or --command-property",
                    cause);
        }
        return SimException.input(
                option + ": " + cause.getClass().getSimpleName() + ": " + cause.getMessage() + fix(cause), cause);
    }

    private static String fix(Throwable cause) {
        return switch (cause) {
            case AuthorizationException e ->
                "; let this user describe, create and write the topic, or give another one's credentials in"
                        + " --command-config";
            case InvalidTopicException e -> "; give 1 to 249 letters, digits, dots, dashes or underscores";
            case InvalidReplicationFactorException e -> "; give a replication factor of at most the number of brokers";
            default -> "";
        };
    }

    private SimException noBroker(Throwable cause) {
        return SimException.failed(
                "--bootstrap-server " + properties.bootstrapServers() + ": no broker answers within "
                        + timeout.toMillis() + " ms; start one there, or correct the address or security.protocol,"
                        + " which is " + properties.securityProtocol(),
                cause);
    }
}
