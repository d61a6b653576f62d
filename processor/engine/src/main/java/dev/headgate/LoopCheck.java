package dev.headgate;

import dev.headgate.api.DeadLetter;
import dev.headgate.api.Sink;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.Setting;
import dev.headgate.internal.dispatch.TopicSink;
import dev.headgate.internal.dispatch.TopicTarget;
import dev.headgate.internal.metrics.PartitionEnds;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to write to a topic that is consumed: its records would go round for ever. A topic of the same name on another cluster is
 * another topic, as with a mirror.
 */
final class LoopCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LoopCheck.class);
    private static final int WITHIN_MILLIS = 5_000;

    private final EngineOptions options;
    private final Map<String, Object> consumer;

    /** @param consumer the properties of the consumer, which say on which cluster the topics are */
    LoopCheck(EngineOptions options, Map<String, Object> consumer) {
        this.options = options;
        this.consumer = consumer;
    }

    /**
     * Asks the brokers only where a topic has the name of one that is consumed, and the clients name different addresses; for some
     * 10 s at most.
     *
     * @throws IllegalArgumentException naming the topic and its key
     */
    void check(Sink<?> sink, Optional<Sink<DeadLetter>> deadLetters) {
        check(sink, "the results");
        deadLetters.ifPresent(letters -> check(letters, "dead letters"));
    }

    private void check(Sink<?> sink, String what) {
        if (sink instanceof TopicSink writer) {
            writer.target()
                    .filter(target -> options.topics().contains(target.topic()) && isSameCluster(target))
                    .ifPresent(target -> {
                        throw new IllegalArgumentException("the topic '" + target.topic() + "' is consumed, and " + what
                                + " are written to it, so that records would go round for ever: write them to another"
                                + " topic (" + target.key() + "), or consume another (" + options.nameOf(Setting.TOPICS)
                                + ")");
                    });
        }
    }

    private boolean isSameCluster(TopicTarget target) {
        List<String> ours = servers(consumer);
        List<String> theirs = servers(target.client());
        if (!Collections.disjoint(ours, theirs)) {
            return true;
        }
        try {
            return clusterId(consumer).equals(clusterId(target.client()));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn(
                    "{} has the name of a topic that is consumed; whether {} and {} are one cluster is not known, since"
                            + " the brokers don't say: {}",
                    target,
                    ours,
                    theirs,
                    e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the clusters were compared", e);
        }
    }

    private static String clusterId(Map<String, Object> client)
            throws ExecutionException, TimeoutException, InterruptedException {
        try (Admin admin = Admin.create(PartitionEnds.adminProperties(client))) {
            return admin.describeCluster(new DescribeClusterOptions().timeoutMs(WITHIN_MILLIS))
                    .clusterId()
                    .get(WITHIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The addresses as they are given: a list, or text with commas between them. */
    private static List<String> servers(Map<String, Object> client) {
        Object given = client.getOrDefault(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "");
        String text = given instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(given);
        return Arrays.stream(text.split(","))
                .map(server -> server.strip().toLowerCase(Locale.ROOT))
                .filter(server -> !server.isEmpty())
                .toList();
    }
}
