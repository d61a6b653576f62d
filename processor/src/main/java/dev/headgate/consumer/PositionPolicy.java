package dev.headgate.consumer;

import dev.headgate.dispatch.Job;
import dev.headgate.model.EngineOptions.InitialOffset;
import dev.headgate.model.EngineOptions.OutOfRange;
import dev.headgate.offset.OffsetLedger;
import dev.headgate.offset.PartitionOffsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
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
    private final AssignmentListener assignment;
    private final InitialOffset initial;
    private final OutOfRange outOfRange;

    /** How many partitions each topic had when this member began; without those whose number nobody told. */
    private final Map<String, Integer> partitionsAtStart = new HashMap<>();

    PositionPolicy(
            Consumer<byte[], byte[]> consumer,
            OffsetLedger<Job> ledger,
            AssignmentListener assignment,
            InitialOffset initial,
            OutOfRange outOfRange) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.assignment = assignment;
        this.initial = initial;
        this.outOfRange = outOfRange;
    }

    /**
     * Remembers which partitions there are, so that one that is added later is known as such: to begin at its end would skip
     * what was written between its creation and its discovery (KAFKA-20539). Waits for the brokers, for 5 s at most.
     */
    void started(Set<String> topics) {
        if (initial == InitialOffset.EARLIEST) {
            return;
        }
        for (String topic : topics) {
            try {
                partitionsAtStart.put(
                        topic, consumer.partitionsFor(topic, ANSWER_WITHIN).size());
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
        Map<Boolean, List<TopicPartition>> byStart = unknown.partitions().stream()
                .collect(Collectors.partitioningBy(each -> initial == InitialOffset.EARLIEST || isAdded(each)));
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
        LOG.info("nothing committed for {}: beginning at the latest offset", partitions);
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
                        + ": the records were deleted before they were processed, or the topic was made anew",
                gone);
    }

    /**
     * Goes on where the policy says with a topic that was deleted and made anew: positions in the old one say nothing of
     * the records of the new one, even where they happen to lie within it.
     *
     * @throws EngineFailure if the policy is to halt
     */
    void recreated(String topic) {
        List<TopicPartition> partitions = ledger.assigned().stream()
                .map(offsets -> offsets.source().topicPartition())
                .filter(partition -> partition.topic().equals(topic))
                .toList();
        if (!partitions.isEmpty()) {
            String what = "the topic " + topic + " was deleted and made anew, so the positions " + positions(partitions)
                    + " are of records that are no more";
            goOn(partitions, what, new IllegalStateException(what));
        }
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
    private void goOn(Collection<TopicPartition> partitions, String what, Exception cause) {
        if (outOfRange == OutOfRange.HALT) {
            assignment.onPartitionsLost(partitions);
            throw new EngineFailure(
                    what + "; set headgate.offsets.out-of-range to earliest or latest to go on without them", cause);
        }
        LOG.error("{}; going on at {}", what, outOfRange);
        if (outOfRange == OutOfRange.EARLIEST) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        consumer.resume(partitions);
        assignment.restart(partitions);
    }
}
