package dev.headgate.metrics;

import dev.headgate.model.EngineSnapshot;
import dev.headgate.model.PartitionSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a topic was deleted and made anew under its name. The consumer doesn't tell: it goes on at its old position,
 * and where the new topic is long enough already, that is a silent jump over its first records. Topics have had ids since
 * KIP-516 (Kafka 2.8), and a new one has another. Used by the lag monitor's thread.
 */
public final class TopicWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private final PartitionEnds brokers;
    private final Consumer<String> recreated;
    private final Map<String, Uuid> ids = new HashMap<>();

    /** @param recreated hears the name of a topic that has another id than at the first look */
    public TopicWatch(PartitionEnds brokers, Consumer<String> recreated) {
        this.brokers = brokers;
        this.recreated = recreated;
    }

    /** Looks at the topics of the assigned partitions. A topic that is missing just now is not judged. */
    public void look(EngineSnapshot engine) {
        Set<String> topics =
                engine.partitions().stream().map(PartitionSnapshot::topic).collect(Collectors.toSet());
        try {
            brokers.topicIds(topics).forEach(this::note);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PartitionEnds.UnknownException | RuntimeException e) {
            LOG.debug("the ids of the topics are unknown for now: {}", e.getMessage());
        }
    }

    private void note(String topic, Uuid id) {
        Uuid before = ids.put(topic, id);
        if (before != null && !before.equals(id)) {
            LOG.warn("the topic {} was deleted and made anew: its id was {} and is {}", topic, before, id);
            recreated.accept(topic);
        }
    }
}
