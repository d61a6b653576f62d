package dev.headgate.consumer;

import dev.headgate.dispatch.Job;
import dev.headgate.model.SourcePartition;
import dev.headgate.offset.CommitPoint;
import dev.headgate.offset.OffsetLedger;
import dev.headgate.offset.OffsetMapWriter;
import dev.headgate.offset.PartitionOffsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What one commit says, by ownership. */
final class CommitPoints {
    static final CommitPoints NONE = new CommitPoints(Map.of());

    private final Map<SourcePartition, CommitPoint> points;

    private CommitPoints(Map<SourcePartition, CommitPoint> points) {
        this.points = points;
    }

    /** What has changed of these partitions since the broker confirmed their last commit. */
    static CommitPoints of(List<PartitionOffsets<Job>> partitions, OffsetMapWriter maps, int mapBytes) {
        Map<SourcePartition, CommitPoint> points = new HashMap<>();
        for (PartitionOffsets<Job> offsets : partitions) {
            offsets.toCommit(maps, mapBytes).ifPresent(point -> points.put(offsets.source(), point));
        }
        return new CommitPoints(points);
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    int longestMap() {
        return points.values().stream()
                .mapToInt(point -> point.metadata().length())
                .max()
                .orElse(0);
    }

    /** As Kafka takes them. */
    Map<TopicPartition, OffsetAndMetadata> byPartition() {
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        points.forEach((source, point) -> commits.put(
                source.topicPartition(),
                new OffsetAndMetadata(
                        point.offset(),
                        point.leaderEpoch() < 0 ? Optional.empty() : Optional.of(point.leaderEpoch()),
                        point.metadata())));
        return commits;
    }

    /** The broker has confirmed it. Ownerships that have ended meanwhile don't hear of it. */
    void confirm(OffsetLedger<Job> ledger) {
        points.forEach((source, point) -> ledger.find(source.topicPartition())
                .filter(offsets -> offsets.source() == source)
                .ifPresent(offsets -> offsets.confirm(point)));
    }

    /** The offsets, for messages. */
    @Override
    public String toString() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        points.forEach((source, point) -> offsets.put(source.topicPartition(), point.offset()));
        return offsets.toString();
    }
}
