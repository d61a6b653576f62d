package dev.headgate.consumer;

import dev.headgate.dispatch.Job;
import dev.headgate.offset.OffsetLedger;
import dev.headgate.offset.OffsetMapCodec;
import dev.headgate.offset.PartitionOffsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where partitions begin if nothing may be delivered twice: no record is taken in before it is known what earlier owners
 * have done. The coordinator doesn't tell while a transaction is pending that may change it (KIP-447), such as that of a
 * member that crashed; so a partition may have to wait, for as long as that one's timeout. Owned by the poll thread.
 */
final class ExactStarts implements Starts, AdmissionRule {
    private static final Logger LOG = LoggerFactory.getLogger(ExactStarts.class);
    private static final Duration AT_ASSIGNMENT = Duration.ofMillis(500);
    private static final Duration AT_RESTART = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetLedger<Job> ledger;
    private final InFlight inFlight;
    private final int window;
    private final Set<TopicPartition> unread = new HashSet<>();

    /** @param window the most records of a partition in flight and beyond, such that their map always fits */
    ExactStarts(Consumer<byte[], byte[]> consumer, OffsetLedger<Job> ledger, InFlight inFlight, int window) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.inFlight = inFlight;
        this.window = window;
    }

    @Override
    public void restore(Collection<TopicPartition> partitions, OffsetLedger<Job> assigned) {
        unread.retainAll(assigned.assigned().stream()
                .map(each -> each.source().topicPartition())
                .toList());
        unread.addAll(partitions);
        read(partitions, AT_ASSIGNMENT);
    }

    private boolean read(Collection<TopicPartition> partitions, Duration timeout) {
        if (partitions.isEmpty()) {
            return true;
        }
        try {
            committed(partitions, timeout).forEach((partition, commit) -> {
                ledger.find(partition).ifPresent(offsets -> restore(offsets, commit));
                unread.remove(partition);
            });
            return true;
        } catch (KafkaException e) {
            LOG.info(
                    "what is committed of {} is not known yet, and nothing of it is taken in before: {}",
                    partitions,
                    e.getMessage());
            return false;
        }
    }

    private Map<TopicPartition, @Nullable OffsetAndMetadata> committed(
            Collection<TopicPartition> partitions, Duration timeout) {
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed = new HashMap<>();
        partitions.forEach(partition -> committed.put(partition, null));
        committed.putAll(consumer.committed(new HashSet<>(partitions), timeout));
        return committed;
    }

    private static void restore(PartitionOffsets<Job> offsets, @Nullable OffsetAndMetadata commit) {
        if (commit == null) {
            return;
        }
        TopicPartition partition = offsets.source().topicPartition();
        OffsetMapCodec.Decoded map = OffsetMapCodec.decode(commit.metadata(), partition, commit.offset());
        if (map.problem().isPresent() && OffsetMapCodec.claimsToBeMap(commit.metadata())) {
            throw new EngineFailure(
                    "the map committed with " + partition + "@" + commit.offset() + " is "
                            + map.problem().get()
                            + ", so what is done beyond is not known, as exactly-once has to; commit that offset again"
                            + " without metadata to have all from there on processed once more",
                    new IllegalArgumentException("map unusable"));
        }
        offsets.restore(commit.offset(), map.done());
    }

    @Override
    public boolean admits(PartitionOffsets<Job> offsets, long offset) {
        TopicPartition partition = offsets.source().topicPartition();
        if (!unread.isEmpty() && unread.contains(partition) && !read(List.of(partition), AT_ASSIGNMENT)) {
            return false;
        }
        return offsets.windowForMapWith(offset) <= window;
    }

    /** Polls them again: later, since the partition is paused by then, or as soon as its commit can be read. */
    @Override
    public void refused(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
    }

    /** Gives up all that is in flight, and begins again at the committed offsets with their maps. */
    boolean restartAll() {
        List<PartitionOffsets<Job>> before = ledger.assigned().stream()
                .filter(offsets -> !unread.contains(offsets.source().topicPartition()))
                .toList();
        List<TopicPartition> partitions =
                before.stream().map(each -> each.source().topicPartition()).toList();
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed;
        try {
            committed = partitions.isEmpty() ? Map.of() : committed(partitions, AT_RESTART);
        } catch (KafkaException e) {
            LOG.warn("can't begin again yet, since what is committed can't be read: {}", e.getMessage());
            return false;
        }
        before.forEach(offsets -> offsets.source().lose());
        inFlight.dropQueued(before);
        inFlight.ownershipEnded();
        before.forEach(offsets -> begin(offsets, committed.get(offsets.source().topicPartition())));
        consumer.resume(partitions);
        return true;
    }

    private void begin(PartitionOffsets<Job> before, @Nullable OffsetAndMetadata commit) {
        TopicPartition partition = before.source().topicPartition();
        PartitionOffsets<Job> again = ledger.assign(partition);
        if (commit != null) {
            restore(again, commit);
            consumer.seek(partition, new OffsetAndMetadata(commit.offset(), commit.leaderEpoch(), ""));
        } else {
            before.first().ifPresent(first -> {
                again.beginsAt(first);
                consumer.seek(partition, first);
            });
        }
    }
}
