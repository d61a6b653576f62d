package dev.headgate.internal.consumer;

import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetRanges;
import dev.headgate.internal.offset.PartitionOffsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
final class ExactlyOnceStart implements StartOffsets, AdmissionRule {
    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceStart.class);
    private static final Duration AT_ASSIGNMENT = Duration.ofMillis(500);
    private static final int MOST_TOGETHER = 1 << 20;
    private static final Duration AT_RESTART = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetLedger<Job> ledger;
    private final InFlight inFlight;
    private final int window;

    /** In the order in which they are asked for. */
    private final Set<TopicPartition> unread = new LinkedHashSet<>();

    private final Map<SourcePartition, Move> moves = new HashMap<>();

    /** How many are asked for together; fewer after a failure, since one that is pending fails all. */
    private int together = MOST_TOGETHER;

    private boolean mayRead;

    ExactlyOnceStart(LoopContext loop, InFlight inFlight) {
        this.consumer = loop.consumer();
        this.ledger = loop.ledger();
        this.inFlight = inFlight;
        this.window = loop.options().partitionWindow();
    }

    @Override
    public void restore(Collection<TopicPartition> partitions) {
        unread.retainAll(ledger.assigned().stream()
                .map(each -> each.source().topicPartition())
                .toList());
        unread.addAll(partitions);
        moves.keySet().removeIf(SourcePartition::isGone);
        readNext(List.copyOf(partitions));
    }

    /** Those that can't be read yet are at the end of the line afterwards. */
    private void readNext(List<TopicPartition> partitions) {
        if (read(partitions, AT_ASSIGNMENT)) {
            together = Math.min(MOST_TOGETHER, 2 * together);
        } else {
            together = Math.max(1, partitions.size() / 2);
            unread.removeAll(partitions);
            unread.addAll(partitions);
        }
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
        offsets.restore(commit.offset(), requireMap(offsets.source().topicPartition(), commit));
    }

    private static OffsetRanges requireMap(TopicPartition partition, OffsetAndMetadata commit) {
        OffsetMapCodec.Decoded map = OffsetMapCodec.decode(commit.metadata(), partition, commit.offset());
        if (map.problem().isPresent() && OffsetMapCodec.claimsToBeMap(commit.metadata())) {
            throw new EngineFailure(
                    "the map committed with " + partition + "@" + commit.offset() + " is "
                            + map.problem().get()
                            + ", so what is done beyond is not known, as exactly-once has to; commit that offset again"
                            + " without metadata to have all from there on processed once more",
                    new IllegalArgumentException("map unusable"));
        }
        return map.done();
    }

    /** However many partitions wait, a poll's records cost one wait. */
    @Override
    public void pollBegins() {
        mayRead = true;
    }

    @Override
    public boolean admits(PartitionOffsets<Job> offsets, long offset) {
        TopicPartition partition = offsets.source().topicPartition();
        if (!unread.isEmpty() && unread.contains(partition) && !isRead(partition)) {
            return false;
        }
        return offsets.windowForMapWith(offset) <= window;
    }

    private boolean isRead(TopicPartition partition) {
        if (mayRead) {
            mayRead = false;
            readNext(unread.stream().limit(together).toList());
        }
        return !unread.contains(partition);
    }

    /** Polls them again: later, since the partition is paused by then, or as soon as its commit can be read. */
    @Override
    public void refused(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
    }

    @Override
    public Optional<Place> standing(PartitionOffsets<Job> before) {
        TopicPartition partition = before.source().topicPartition();
        try {
            return Optional.of(
                    placeOf(before, committed(List.of(partition), AT_RESTART).get(partition)));
        } catch (KafkaException e) {
            LOG.info("what is committed of {} is not known yet: {}", partition, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void moved(PartitionOffsets<Job> begun, Move move) {
        moves.put(begun.source(), move);
        unread.remove(begun.source().topicPartition()); // what it says is of the place before
    }

    /**
     * Drops all that is in flight, and begins again at the committed offsets with their maps, or where a partition was
     * moved to, if nothing has been committed there yet.
     *
     * @param tried the last commit, which may have come through though nobody has heard of it
     */
    boolean restartAll(CommitPoints tried) {
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
        before.forEach(offsets -> begin(offsets, committed.get(offsets.source().topicPartition()), tried));
        consumer.resume(partitions);
        return true;
    }

    private void begin(PartitionOffsets<Job> before, @Nullable OffsetAndMetadata commit, CommitPoints tried) {
        TopicPartition partition = before.source().topicPartition();
        Move move = moves.remove(before.source());
        PartitionOffsets<Job> again = ledger.assign(partition);
        boolean came = before.committed().isPresent() || (commit != null && tried.says(before.source(), commit));
        if (move != null && !came) {
            beginMoved(again, move, placeOf(before, commit));
        } else if (commit != null) {
            restore(again, commit);
            consumer.seek(partition, new OffsetAndMetadata(commit.offset(), commit.leaderEpoch(), ""));
        } else {
            before.first().ifPresent(first -> {
                again.beginsAt(first);
                consumer.seek(partition, first);
            });
        }
    }

    private void beginMoved(PartitionOffsets<Job> again, Move move, Place committed) {
        Place place = move.from(committed);
        again.restore(place.offset(), place.done());
        again.beginsAt(place.offset());
        if (move.isInLog()) {
            again.advanceTo(place.offset(), -1);
        }
        consumer.seek(again.source().topicPartition(), place.offset());
        moves.put(again.source(), move);
    }

    private static Place placeOf(PartitionOffsets<Job> before, @Nullable OffsetAndMetadata commit) {
        if (commit == null) {
            return new Place(before.first().orElse(Long.MAX_VALUE), OffsetRanges.EMPTY);
        }
        return new Place(commit.offset(), requireMap(before.source().topicPartition(), commit));
    }
}
