package dev.headgate.internal.consumer;

import dev.headgate.api.InitialOffset;
import dev.headgate.api.OutOfRange;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.Setting;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.PartitionOffsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says where to go on when Kafka has no position for a partition. The consumer's own {@code auto.offset.reset} treats cases
 * alike that are not: a group that has never committed, a partition that was not there when the group began, and a committed
 * offset whose records are gone. The last is loss, and never passes silently. Owned by the poll thread.
 */
final class PositionPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(PositionPolicy.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetLedger<Job> ledger;
    private final Jumps jumps;
    private final EngineCounts counts;
    private final EngineOptions options;

    /** How many partitions each topic had when this member began; without those whose number nobody told. */
    private final Map<String, Integer> partitionsAtStart = new HashMap<>();

    /** Of partitions that began without a commit, the epoch of the last ownership that did. */
    private final Map<TopicPartition, Integer> begunAnew = new HashMap<>();

    private final Deque<Control.Recreated> recreated = new ArrayDeque<>();

    PositionPolicy(LoopContext loop, Jumps jumps) {
        this.consumer = loop.consumer();
        this.ledger = loop.ledger();
        this.jumps = jumps;
        this.counts = loop.counts();
        this.options = loop.options();
    }

    /**
     * Remembers which partitions there are, so that one that is added later is known as such: to begin at its end would skip
     * what was written between its creation and its discovery (KAFKA-20539). Waits for the brokers, for 5 s at most.
     */
    void started(Set<String> topics, LongSupplier clock) {
        if (options.initialOffset() == InitialOffset.EARLIEST) {
            return;
        }
        long deadline = clock.getAsLong() + ANSWER_WITHIN.toNanos();
        for (String topic : topics) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - clock.getAsLong()));
            try {
                partitionsAtStart.put(topic, consumer.partitionsFor(topic, left).size());
            } catch (KafkaException e) {
                LOG.warn(
                        "could not learn how many partitions {} has, so one that is added begins at its end too: {}",
                        topic,
                        e.getMessage());
            }
        }
    }

    /** The group has committed nothing for these partitions. */
    void begin(NoOffsetForPartitionException unknown) {
        for (TopicPartition partition : unknown.partitions()) {
            ledger.find(partition)
                    .ifPresent(
                            offsets -> begunAnew.put(partition, offsets.source().epoch()));
        }
        List<TopicPartition> partitions = jumps.ours(unknown.partitions());
        List<TopicPartition> madeAnew =
                partitions.stream().filter(ledger::hasCommitted).toList();
        if (!madeAnew.isEmpty()) {
            LOG.warn(
                    "nothing is committed any more for {}, though it was: the topic was deleted and created again, or"
                            + " somebody deleted the group's offsets",
                    madeAnew);
        }
        Map<Boolean, List<TopicPartition>> byStart = partitions.stream()
                .collect(Collectors.partitioningBy(each -> options.initialOffset() == InitialOffset.EARLIEST
                        || isAdded(each)
                        || ledger.hasCommitted(each)));
        List<TopicPartition> fromBeginning = byStart.getOrDefault(true, List.of());
        if (!fromBeginning.isEmpty()) {
            LOG.info("nothing committed for {}: beginning at the earliest offset", fromBeginning);
            consumer.seekToBeginning(fromBeginning);
        }
        List<TopicPartition> fromEnd = byStart.getOrDefault(false, List.of());
        if (!fromEnd.isEmpty()) {
            beginAtEnd(fromEnd);
        }
    }

    private boolean isAdded(TopicPartition partition) {
        return partition.partition() >= partitionsAtStart.getOrDefault(partition.topic(), Integer.MAX_VALUE);
    }

    /** The place is committed though nothing was consumed there: the next owner must not begin at a later end. */
    private void beginAtEnd(List<TopicPartition> partitions) {
        LOG.warn(
                "nothing is committed for {}: beginning at the end, as {} says, and what was"
                        + " written before is not read. So begins a new group, and one whose commits the brokers have"
                        + " deleted after it was idle for longer than their offsets.retention.minutes",
                partitions,
                options.nameOf(Setting.INITIAL_OFFSET));
        try {
            consumer.endOffsets(partitions, ANSWER_WITHIN).forEach((partition, end) -> {
                consumer.seek(partition, end);
                ledger.find(partition).ifPresent(offsets -> offsets.advanceTo(end, -1));
            });
        } catch (KafkaException e) {
            LOG.warn("the end of {} is not known yet: {}", partitions, e.getMessage());
            consumer.seekToEnd(partitions);
        }
    }

    /**
     * Goes on where the policy says.
     *
     * @throws EngineFailure if the policy is to halt
     */
    void recover(OffsetOutOfRangeException gone) {
        goOn(
                gone.partitions(),
                "the position is out of the log's range for " + gone.offsetOutOfRangePartitions()
                        + ": the records were deleted before they were processed, or the topic was created again",
                gone);
    }

    /**
     * A log lost its end, as by an unclean election of a leader, and other records may be there by now. Goes on where it
     * diverges from what was read, and where that is unknown, as the policy says.
     *
     * @throws EngineFailure if it is unknown, and the policy is to halt
     */
    void truncated(LogTruncationException cut) {
        Map<TopicPartition, OffsetAndMetadata> divergent = new HashMap<>(cut.divergentOffsets());
        divergent.keySet().retainAll(jumps.ours(cut.partitions()));
        if (!divergent.isEmpty()) {
            Map<TopicPartition, Long> read = new HashMap<>(cut.offsetOutOfRangePartitions());
            read.keySet().retainAll(divergent.keySet());
            Map<TopicPartition, Long> places = jumps.backTo(divergent);
            LOG.error(
                    "the log was truncated, as by an unclean leader election: {} were read, and from {} on the records"
                            + " are no more or are others; going on at {}",
                    read,
                    offsets(divergent),
                    places);
        }
        Map<TopicPartition, Long> others = new HashMap<>(cut.offsetOutOfRangePartitions());
        others.keySet().removeAll(cut.divergentOffsets().keySet());
        goOn(
                others.keySet(),
                "the log was truncated, as by an unclean leader election, below the positions " + others
                        + ", and the brokers don't know from which offset on",
                cut);
    }

    private static Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetAndMetadata> places) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        places.forEach((partition, place) -> offsets.put(partition, place.offset()));
        return offsets;
    }

    /**
     * A topic was deleted and created again: positions in the old one say nothing of the records of the new one, even where they
     * happen to lie within it. Nothing happens before {@link #judgeRecreated}.
     */
    void recreated(Control.Recreated topic) {
        recreated.add(topic);
    }

    /**
     * Goes on where the policy says with partitions of topics that were created again, but for those of which this process knows
     * that they began in the new log, since nothing was committed there.
     *
     * @throws EngineFailure if the policy is to halt
     */
    void judgeRecreated() {
        while (!recreated.isEmpty()) {
            Control.Recreated topic = recreated.peek();
            List<PartitionOffsets<Job>> present = ledger.assigned().stream()
                    .filter(offsets -> offsets.source().topicPartition().topic().equals(topic.topic()))
                    .toList();
            if (present.stream().anyMatch(offsets -> isUndecided(offsets, topic))) {
                return;
            }
            recreated.remove();
            List<TopicPartition> old = present.stream()
                    .map(offsets -> offsets.source().topicPartition())
                    .filter(partition -> begunAnew.getOrDefault(partition, 0) <= topic.epoch())
                    .toList();
            if (old.isEmpty()) {
                LOG.warn(
                        "the topic {} was deleted and created again; this member has begun in the new one, and goes on",
                        topic.topic());
            } else {
                String what = "the topic " + topic.topic() + " was deleted and created again, so the positions "
                        + positions(old) + " are of records that are no more";
                goOn(old, what, new IllegalStateException(what));
            }
        }
    }

    /** Whether the ownership may be of the new log, and has not begun yet. */
    private boolean isUndecided(PartitionOffsets<Job> offsets, Control.Recreated topic) {
        return offsets.source().epoch() > topic.epoch()
                && offsets.position().isEmpty()
                && begunAnew.getOrDefault(offsets.source().topicPartition(), 0) <= topic.epoch();
    }

    private Map<TopicPartition, Long> positions(List<TopicPartition> partitions) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        for (TopicPartition partition : partitions) {
            ledger.find(partition)
                    .map(PartitionOffsets::position)
                    .ifPresent(position -> positions.put(partition, position.orElse(0)));
        }
        return positions;
    }

    /** What was in flight, or acknowledged and not committed, belongs to the old positions and is committed no more. */
    private void goOn(Collection<TopicPartition> those, String what, Exception cause) {
        List<TopicPartition> partitions = jumps.ours(those);
        if (partitions.isEmpty()) {
            return;
        }
        if (options.onOutOfRange() == OutOfRange.HALT) {
            jumps.end(partitions);
            throw new EngineFailure(
                    what + "; set " + options.nameOf(Setting.ON_OUT_OF_RANGE)
                            + " to earliest or latest to go on without them",
                    cause);
        }
        LOG.error("{}; going on at {}", what, options.onOutOfRange());
        counts.jumps += partitions.size();
        boolean beginning = options.onOutOfRange() == OutOfRange.EARLIEST;
        try {
            jumps.to(
                    beginning
                            ? consumer.beginningOffsets(partitions, ANSWER_WITHIN)
                            : consumer.endOffsets(partitions, ANSWER_WITHIN),
                    true);
        } catch (KafkaException e) {
            LOG.warn("where {} begin and end is not known yet: {}", partitions, e.getMessage());
            jumps.toAnEnd(partitions, beginning);
        }
    }
}
