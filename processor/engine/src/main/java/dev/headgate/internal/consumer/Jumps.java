package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.PartitionOffsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Moves the position of a partition: what is in flight belongs to the ownership before and is dropped, and another one
 * begins at the new place. Where that is surely in the log it is committed, though nothing was read there yet; otherwise
 * the next owner would begin at the old place again. With exactly-once a moved position counts until something is committed
 * there: an aborted transaction begins again at what the coordinator has, which may still be the place before the jump.
 * Owned by the poll thread.
 */
final class Jumps {
    private final Consumer<byte[], byte[]> consumer;
    private final OffsetLedger<Job> ledger;
    private final AssignmentListener assignment;
    private final StartOffsets starts;
    private final Committer committer;

    Jumps(LoopContext loop, AssignmentListener assignment, DeliveryGuarantee guarantee) {
        this.consumer = loop.consumer();
        this.ledger = loop.ledger();
        this.assignment = assignment;
        this.starts = guarantee.starts();
        this.committer = guarantee.committer();
    }

    /** Those of these partitions that are ours. An exception may tell of one that went away in the same poll. */
    List<TopicPartition> ours(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .filter(partition -> ledger.find(partition).isPresent())
                .toList();
    }

    /** Drops what is in flight of partitions that will not go on. */
    void end(Collection<TopicPartition> partitions) {
        assignment.giveUp(partitions);
    }

    /**
     * Goes on with these partitions at these offsets.
     *
     * @param inLog whether there are such offsets for sure
     */
    void to(Map<TopicPartition, Long> places, boolean inLog) {
        assignment.letGo(places.keySet());
        places.forEach((partition, offset) -> {
            consumer.seek(partition, offset);
            begin(partition, new Move.To(offset, inLog), offset);
        });
        consumer.resume(places.keySet());
        assignment.changed();
    }

    /** Goes on with these partitions at one end of their logs, wherever that is. */
    void toAnEnd(Collection<TopicPartition> partitions, boolean beginning) {
        assignment.letGo(partitions);
        if (beginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        partitions.forEach(ledger::assign);
        consumer.resume(partitions);
        assignment.changed();
    }

    /**
     * Goes on with truncated partitions where their logs diverge from what was read, or at the first record before that is
     * not done. Returns those places, of the partitions where they are known;
     * ask again for the others. The map of what is done is cut there, since other records follow under the same offsets.
     */
    Map<TopicPartition, Long> backTo(Map<TopicPartition, OffsetAndMetadata> divergent) {
        Map<TopicPartition, Long> places = new HashMap<>();
        for (PartitionOffsets<Job> before : assignment.letGo(divergent.keySet())) {
            TopicPartition partition = before.source().topicPartition();
            OffsetAndMetadata from = Objects.requireNonNull(divergent.get(partition));
            Move move = new Move.Truncated(from.offset());
            // While it recovers it reads what is committed by itself, and moves to the place then.
            Optional<Place> standing = committer.isRecovering() ? Optional.empty() : starts.standing(before);
            PartitionOffsets<Job> begun = ledger.assign(partition);
            starts.moved(begun, move);
            standing.map(move::from).ifPresent(place -> {
                begun.restore(place.offset(), place.done());
                begun.beginsAt(place.offset());
                begun.advanceTo(place.offset(), -1);
                seek(partition, place.offset(), from);
                places.put(partition, place.offset());
            });
        }
        consumer.resume(divergent.keySet());
        assignment.changed();
        return places;
    }

    /** With the epoch where it is known, so that the log is held against it again. */
    private void seek(TopicPartition partition, long offset, OffsetAndMetadata divergent) {
        if (offset == divergent.offset()) {
            consumer.seek(partition, divergent);
        } else {
            consumer.seek(partition, offset);
        }
    }

    private void begin(TopicPartition partition, Move move, long offset) {
        PartitionOffsets<Job> begun = ledger.assign(partition);
        begun.beginsAt(offset);
        if (move.isInLog()) {
            begun.advanceTo(offset, -1);
        }
        starts.moved(begun, move);
    }
}
