package dev.headgate.internal.consumer;

import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.CommitPoint;
import dev.headgate.internal.offset.CommitSize;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.OffsetMapWriter;
import dev.headgate.internal.offset.PartitionOffsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What one commit says, by ownership. */
final class CommitPoints {
    static final CommitPoints NONE = new CommitPoints(Map.of(), 0, 0);

    private final Map<SourcePartition, CommitPoint> points;
    private final int bytes;
    private final int looked;

    private CommitPoints(Map<SourcePartition, CommitPoint> points, int bytes, int looked) {
        this.points = points;
        this.bytes = bytes;
        this.looked = looked;
    }

    /** What has changed of these partitions since the broker confirmed their last commit. */
    static CommitPoints of(List<PartitionOffsets<Job>> partitions, OffsetMapWriter maps, int mapBytes) {
        return part(partitions, 0, Integer.MAX_VALUE, maps, mapBytes);
    }

    /**
     * The same of as many of them as fit into one commit.
     *
     * @param from the number of the first of them; behind the last comes number 0
     * @param mostBytes the most bytes of the commit, if it is for more than one partition
     */
    static CommitPoints part(
            List<PartitionOffsets<Job>> partitions, int from, int mostBytes, OffsetMapWriter maps, int mapBytes) {
        Map<SourcePartition, CommitPoint> points = new HashMap<>();
        int bytes = 0;
        int looked = 0;
        for (; looked < partitions.size(); looked++) {
            PartitionOffsets<Job> offsets = partitions.get((from + looked) % partitions.size());
            Optional<CommitPoint> point = offsets.toCommit(maps, mapBytes);
            if (point.isPresent()) {
                int more = CommitSize.of(
                        offsets.source().topicPartition(), point.get().metadata());
                if (bytes + more > mostBytes && !points.isEmpty()) {
                    break;
                }
                points.put(offsets.source(), withEpoch(point.get(), offsets));
                bytes += more;
            }
        }
        return new CommitPoints(points, bytes, looked);
    }

    /**
     * With the epoch of the oldest record in flight, where that of the position doesn't count: the next owner holds the log
     * against it, and so notices that it was truncated meanwhile (KIP-320).
     */
    private static CommitPoint withEpoch(CommitPoint point, PartitionOffsets<Job> offsets) {
        return point.leaderEpoch() >= 0
                ? point
                : offsets.oldest()
                        .flatMap(job -> job.record().leaderEpoch())
                        .map(epoch -> new CommitPoint(point.offset(), epoch, point.metadata()))
                        .orElse(point);
    }

    /** How many partitions it is for. */
    int size() {
        return points.size();
    }

    /** What it takes at the brokers, about. */
    int bytes() {
        return bytes;
    }

    /** How many partitions were looked at, whether something had changed of them or not. */
    int looked() {
        return looked;
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

    /** Whether this is what it says of an ownership. */
    boolean says(SourcePartition source, OffsetAndMetadata commit) {
        CommitPoint point = points.get(source);
        return point != null
                && point.offset() == commit.offset()
                && point.metadata().equals(commit.metadata());
    }

    /** The offsets, for messages. */
    @Override
    public String toString() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        points.forEach((source, point) -> offsets.put(source.topicPartition(), point.offset()));
        return offsets.toString();
    }
}
