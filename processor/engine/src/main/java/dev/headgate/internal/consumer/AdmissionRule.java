package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.PartitionOffsets;
import org.apache.kafka.common.TopicPartition;

/** Which of the records that were polled may be taken in. Owned by the poll thread. */
interface AdmissionRule {
    /** All of them. */
    AdmissionRule ALL = (offsets, offset) -> true;

    /** Records of another poll come. */
    default void pollBegins() {}

    /** Whether the partition's next record, at this offset, may be taken in now. */
    boolean admits(PartitionOffsets<Job> offsets, long offset);

    /** The partition's records from this offset on were not taken in: they have to be polled again. */
    default void refused(TopicPartition partition, long offset) {
        throw new IllegalStateException(partition + "@" + offset + " was polled and not taken in");
    }
}
