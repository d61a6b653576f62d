package dev.headgate.consumer;

import dev.headgate.model.EngineOptions.InitialOffset;
import dev.headgate.model.EngineOptions.OutOfRange;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says where to go on when Kafka has no position for a partition. The consumer's own {@code auto.offset.reset} treats two
 * cases alike that are not: a group that has never committed, and a committed offset whose records are gone. The latter is
 * loss, and never passes silently. Owned by the poll thread.
 */
final class PositionPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(PositionPolicy.class);

    private final Consumer<byte[], byte[]> consumer;
    private final InitialOffset initial;
    private final OutOfRange outOfRange;

    PositionPolicy(Consumer<byte[], byte[]> consumer, InitialOffset initial, OutOfRange outOfRange) {
        this.consumer = consumer;
        this.initial = initial;
        this.outOfRange = outOfRange;
    }

    /** The group has committed nothing for these partitions. */
    void begin(NoOffsetForPartitionException unknown) {
        LOG.info("nothing committed for {}: beginning at {}", unknown.partitions(), initial);
        seek(unknown.partitions(), initial == InitialOffset.EARLIEST);
    }

    /**
     * Goes on where the policy says.
     *
     * @throws EngineFailure if the policy is to halt
     */
    void recover(OffsetOutOfRangeException gone) {
        Map<TopicPartition, Long> positions = gone.offsetOutOfRangePartitions();
        String what = "the position is out of the log's range for " + positions
                + ": the records were deleted before they were processed, or the topic was made anew";
        if (outOfRange == OutOfRange.HALT) {
            throw new EngineFailure(
                    what + "; set headgate.offsets.out-of-range to earliest or latest to go on without them", gone);
        }
        LOG.error("{}; going on at {}", what, outOfRange);
        seek(positions.keySet(), outOfRange == OutOfRange.EARLIEST);
    }

    private void seek(Collection<TopicPartition> partitions, boolean earliest) {
        if (earliest) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
    }
}
