package dev.headgate.sink.kafka;

import dev.headgate.internal.ClientIds;
import dev.headgate.internal.ClientProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes producers whose topic is known to exist. */
final class Producers {
    /** How long {@link Producer#close} may take to send what it holds. */
    static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Producers.class);
    private static final Duration LOOK_UP_WITHIN = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration NEWS_SPREADS_WITHIN = Duration.ofSeconds(2);
    private static final long ASK_AGAIN_MILLIS = 200;

    private Producers() {}

    /**
     * Opens a producer once its topic has been looked up. A cluster that can't be reached is no reason to fail: the sink is
     * merely unavailable then.
     *
     * @param topicKey the configuration key that names the topic, for messages
     * @throws IllegalArgumentException if the topic is missing or closed to us, or a property won't do
     */
    static Producer<byte[], byte[]> open(Map<String, Object> properties, String topicKey, String topic) {
        return open(properties, topicKey, topic, LOOK_UP_WITHIN);
    }

    static Producer<byte[], byte[]> open(
            Map<String, Object> properties, String topicKey, String topic, Duration lookUpWithin) {
        try {
            return make(forTopic(properties, topicKey, topic, lookUpWithin));
        } catch (KafkaException e) {
            throw new IllegalArgumentException("the Kafka producer can't be made: " + innermost(e), e);
        }
    }

    /** Makes a producer with a client id of its own. */
    static Producer<byte[], byte[]> make(Map<String, Object> properties) {
        return ClientIds.open(
                ClientIds.Kind.PRODUCER,
                properties,
                own -> new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /**
     * Looks the topic up. Returns the properties, with batches that it takes.
     *
     * @throws IllegalArgumentException if the topic is missing or closed to us, or a property won't do
     */
    static Map<String, Object> forTopic(Map<String, Object> properties, String topicKey, String topic) {
        try {
            return forTopic(properties, topicKey, topic, LOOK_UP_WITHIN);
        } catch (KafkaException e) {
            throw new IllegalArgumentException("the Kafka producer can't be made: " + innermost(e), e);
        }
    }

    private static Map<String, Object> forTopic(
            Map<String, Object> properties, String topicKey, String topic, Duration lookUpWithin) {
        int millis = Math.toIntExact(lookUpWithin.toMillis());
        Object servers = properties.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG);
        String what = topicKey + " is '" + topic + "'";
        // Asked through an admin client, because a producer that asks may create the topic.
        try (Admin admin = ClientIds.open(ClientIds.Kind.ADMIN, ClientProperties.forAdmin(properties), Admin::create)) {
            requireTopic(admin, topic, millis);
            return BatchSize.within(properties, admin, topic, millis);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UnknownTopicOrPartitionException missing ->
                    throw new IllegalArgumentException(
                            what + ", but there is no such topic on " + servers + "; create it first", missing);
                case InvalidTopicException invalid ->
                    throw new IllegalArgumentException(what + ", which is no name for a topic", invalid);
                case AuthorizationException denied ->
                    throw new IllegalArgumentException(
                            what + ", but the principal may not write to it; allow Describe and Write", denied);
                case AuthenticationException refused ->
                    throw new IllegalArgumentException(
                            what + ", but " + servers + " refuses the credentials: " + refused.getMessage(), refused);
                case null, default -> LOG.warn("{}, and could not be looked up on {}: {}", what, servers, innermost(e));
            }
        } catch (TimeoutException _) {
            LOG.warn("{}, and {} did not answer within {} ms", what, servers, millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the topic '" + topic + "' was looked up", e);
        }
        return properties;
    }

    /** How large a batch the topic takes at present; {@link Integer#MAX_VALUE} if that can't be known. */
    static int mostBytes(Map<String, Object> properties, String topic) throws InterruptedException {
        int millis = Math.toIntExact(GRACE.toMillis());
        try (Admin admin = ClientIds.open(ClientIds.Kind.ADMIN, ClientProperties.forAdmin(properties), Admin::create)) {
            return BatchSize.mostBytes(admin, topic, millis);
        } catch (ExecutionException | TimeoutException | KafkaException | NumberFormatException e) {
            LOG.debug("max.message.bytes of topic '{}' is not known", topic, e);
            return Integer.MAX_VALUE;
        }
    }

    /** Asks again for a while where there is no such topic: of one that was made just now not every broker knows yet. */
    private static void requireTopic(Admin admin, String topic, int millis)
            throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + NEWS_SPREADS_WITHIN.toNanos();
        while (true) {
            try {
                // With a timeout of its own, since closing the client waits for the request to end.
                admin.describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(millis))
                        .allTopicNames()
                        .get(millis + GRACE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() - deadline >= 0) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
            }
        }
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
