package dev.headgate.internal.consumer;

import dev.headgate.internal.offset.CommitPoint;
import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetRanges;
import org.apache.kafka.common.TopicPartition;

/**
 * Where to go on with a partition.
 *
 * @param offset the offset below which nothing is to be done any more
 * @param done what is done beyond
 */
record Place(long offset, OffsetRanges done) {
    static Place of(TopicPartition partition, CommitPoint point) {
        return new Place(
                point.offset(),
                OffsetMapCodec.decode(point.metadata(), partition, point.offset())
                        .done());
    }

    /** The same, if from this offset on there are other records now. */
    Place before(long divergent) {
        return offset > divergent ? new Place(divergent, OffsetRanges.EMPTY) : new Place(offset, done.below(divergent));
    }
}
