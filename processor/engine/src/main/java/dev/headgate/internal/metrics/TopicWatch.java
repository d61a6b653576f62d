package dev.headgate.internal.metrics;

import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.PartitionSnapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a topic was deleted and created again under its name. The consumer doesn't tell: it goes on at its old position,
 * and where the new topic is long enough already, that is a silent jump over its first records. Topics have had ids since
 * KIP-516 (Kafka 2.8), and a new one has another. The brokers delete a topic's commits with the topic: an ownership that began
 * without a commit, after the last look at the old id, belongs to the new log. Used by the lag monitor's thread.
 */
public final class TopicWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private final PartitionEnds brokers;
    private final ObjLongConsumer<String> recreated;
    private final Map<String, Known> known = new HashMap<>();

    /**
     * A topic as it was at the last look.
     *
     * @param epoch the last ownership that had begun by then, in whichever partition
     */
    private record Known(Uuid id, long epoch, boolean isMissing) {}

    /**
     * @param recreated hears the name of a topic that has another id than at the first look, and the epoch of the last
     *     ownership that is known to have begun while it had the old one
     */
    public TopicWatch(PartitionEnds brokers, ObjLongConsumer<String> recreated) {
        this.brokers = brokers;
        this.recreated = recreated;
    }

    /** Looks at the topics of the assigned partitions, and at those that were assigned before. */
    public void look(EngineSnapshot engine) {
        Set<String> assigned =
                engine.partitions().stream().map(PartitionSnapshot::topic).collect(Collectors.toSet());
        Set<String> topics = new HashSet<>(known.keySet());
        topics.addAll(assigned);
        if (topics.isEmpty()) {
            return;
        }
        try {
            Map<String, Uuid> ids = brokers.topicIds(topics);
            long epoch = engine.partitions().stream()
                    .mapToLong(PartitionSnapshot::epoch)
                    .max()
                    .orElse(0);
            known.replaceAll((topic, before) -> ids.containsKey(topic) ? before : missing(topic, before));
            ids.keySet().retainAll(assigned);
            ids.forEach((topic, id) -> note(topic, id, epoch));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PartitionEnds.UnknownException | RuntimeException e) {
            LOG.debug("the ids of the topics are unknown for now: {}", e.getMessage());
        }
    }

    private static Known missing(String topic, Known before) {
        if (!before.isMissing()) {
            LOG.warn("the topic {} is no more: it was deleted", topic);
        }
        return new Known(before.id(), before.epoch(), true);
    }

    private void note(String topic, Uuid id, long epoch) {
        Known before = known.put(topic, new Known(id, epoch, false));
        if (before != null && !before.id().equals(id)) {
            LOG.warn("the topic {} was deleted and created again: its id was {} and is {}", topic, before.id(), id);
            recreated.accept(topic, before.epoch());
        }
    }
}
