package dev.headgate.internal.metrics;

import dev.headgate.api.Ordering;
import dev.headgate.internal.OrderingMark;
import dev.headgate.state.EngineSnapshot;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that another member of the group commits with another ordering: the records of a key then keep their order or not by the
 * partition that they are in, and by the member that has it. Looks at commits that move while they are not ours, so that what an
 * earlier deployment has left behind is no alarm. Used by the lag monitor's thread.
 */
public final class OrderingWatch {
    private static final Logger LOG = LoggerFactory.getLogger(OrderingWatch.class);
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PartitionEnds brokers;
    private final Ordering ours;
    private final Set<Ordering> told = EnumSet.noneOf(Ordering.class);
    private final Map<TopicPartition, Long> before = new HashMap<>();
    private long nextLook = System.nanoTime();

    /** @param ours the ordering of this member */
    public OrderingWatch(PartitionEnds brokers, Ordering ours) {
        this.brokers = brokers;
        this.ours = ours;
    }

    /** Looks, if it is time to. */
    public void look(EngineSnapshot engine) {
        long now = System.nanoTime();
        if (now - nextLook < 0) {
            return;
        }
        nextLook = now + BETWEEN_LOOKS_NANOS;
        Set<TopicPartition> own = engine.partitions().stream()
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .collect(Collectors.toSet());
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = brokers.committed();
            before.keySet().removeAll(own);
            committed.forEach((partition, commit) -> {
                if (!own.contains(partition)) {
                    look(partition, commit);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PartitionEnds.UnknownException | RuntimeException e) {
            LOG.debug("what others of the group have committed is unknown for now: {}", e.getMessage());
        }
    }

    private void look(TopicPartition partition, @Nullable OffsetAndMetadata commit) {
        if (commit == null) {
            return;
        }
        Long last = before.put(partition, commit.offset());
        Ordering theirs = OrderingMark.read(commit.metadata());
        if (last != null && last != commit.offset() && theirs != ours && told.add(theirs)) {
            LOG.warn(
                    "headgate.ordering is {} here, and {} in the member of the same group that has {}: the order of a"
                            + " key depends on the member that handles it; give all members the same",
                    name(ours),
                    name(theirs),
                    partition);
        }
    }

    private static String name(Ordering ordering) {
        return ordering.name().toLowerCase(Locale.ROOT);
    }
}
