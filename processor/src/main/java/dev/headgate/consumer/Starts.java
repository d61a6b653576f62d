package dev.headgate.consumer;

import dev.headgate.dispatch.Job;
import dev.headgate.offset.OffsetLedger;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;

/** Learns, at an assignment, what earlier owners have done. Owned by the poll thread, inside the consumer's callback. */
interface Starts {
    /** Gives each of these newly assigned partitions its map. May wait for the coordinator, for some seconds at most. */
    void restore(Collection<TopicPartition> partitions, OffsetLedger<Job> ledger);
}
