package dev.headgate.internal.offset;

import dev.headgate.internal.SourcePartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions this process owns, each with its offsets. Owned by the poll thread.
 *
 * @param <T> what is in flight
 */
public final class OffsetLedger<T> {
    private final Map<TopicPartition, PartitionOffsets<T>> byPartition = new HashMap<>();
    private final List<PartitionOffsets<T>> assigned = new ArrayList<>();
    private final Set<TopicPartition> committed = new HashSet<>();
    private int lastEpoch;

    /** Begins a new ownership. An earlier one of the same partition that was never ended is forgotten. */
    public PartitionOffsets<T> assign(TopicPartition partition) {
        forget(partition);
        PartitionOffsets<T> offsets = new PartitionOffsets<>(new SourcePartition(partition, ++lastEpoch));
        byPartition.put(partition, offsets);
        assigned.add(offsets);
        return offsets;
    }

    /** Ends an ownership: what still belongs to it changes nothing any more. */
    public void forget(TopicPartition partition) {
        @Nullable PartitionOffsets<T> offsets = byPartition.remove(partition);
        if (offsets != null) {
            offsets.source().lose();
            assigned.remove(offsets);
            if (offsets.committed().isPresent()) {
                committed.add(partition);
            }
        }
    }

    public Optional<PartitionOffsets<T>> find(TopicPartition partition) {
        return Optional.ofNullable(byPartition.get(partition));
    }

    /** Whether the broker has confirmed a commit to an earlier ownership of this process. */
    public boolean hasCommitted(TopicPartition partition) {
        return committed.contains(partition);
    }

    /** All partitions owned now, in the order of their assignment. A view: don't keep it. */
    public List<PartitionOffsets<T>> assigned() {
        return Collections.unmodifiableList(assigned);
    }
}
