package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.PartitionOffsets;
import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Learns, at an assignment, what earlier owners have done. Owned by the poll thread, inside the consumer's callback. */
interface StartOffsets {
    /** Gives each of these newly assigned partitions its map. May wait for the coordinator, for some seconds at most. */
    void restore(Collection<TopicPartition> partitions);

    /**
     * What is done for good of a partition that was let go; empty if that can't be said just now. May wait for the
     * coordinator, for a second at most.
     */
    Optional<Place> standing(PartitionOffsets<Job> before);

    /** This ownership doesn't begin where the group has committed. */
    default void moved(PartitionOffsets<Job> begun, Move move) {}
}
