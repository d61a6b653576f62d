package dev.headgate.internal.offset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How large a commit is for the brokers. They take one as a single batch of {@code __consumer_offsets}, of 1 MiB at most by
 * default; the maps of a few hundred partitions are larger. The refusal comes as an unexpected error since Kafka 4, so that
 * nobody can tell it from others.
 */
public final class CommitSize {
    /** A quarter of what brokers take by default. */
    public static final int MOST_BYTES = 256 * 1024;

    /** Of one partition's record beside topic and metadata, rather more than it is. */
    private static final int OVERHEAD_BYTES = 200;

    private CommitSize() {}

    /** What one partition takes, in bytes, with this metadata. */
    public static int of(TopicPartition partition, String metadata) {
        return partition.topic().length() + metadata.length() + OVERHEAD_BYTES;
    }

    /** The offsets in parts of at most {@link #MOST_BYTES}, or of one partition. */
    public static List<Map<TopicPartition, OffsetAndMetadata>> parts(Map<TopicPartition, OffsetAndMetadata> offsets) {
        List<Map<TopicPartition, OffsetAndMetadata>> parts = new ArrayList<>();
        Map<TopicPartition, OffsetAndMetadata> part = new HashMap<>();
        int bytes = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> each : offsets.entrySet()) {
            int more = of(each.getKey(), each.getValue().metadata());
            if (bytes + more > MOST_BYTES && !part.isEmpty()) {
                parts.add(part);
                part = new HashMap<>();
                bytes = 0;
            }
            part.put(each.getKey(), each.getValue());
            bytes += more;
        }
        parts.add(part);
        return parts;
    }
}
