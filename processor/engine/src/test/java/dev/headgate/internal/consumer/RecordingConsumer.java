package dev.headgate.internal.consumer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.TimeoutException;

/** A mock consumer whose commits can fail or be refused, and can be looked at after it was closed. */
final class RecordingConsumer extends MockConsumer<byte[], byte[]> {
    final Map<TopicPartition, Long> committed = new HashMap<>();
    final Map<TopicPartition, String> metadata = new HashMap<>();
    boolean commitsFail;
    boolean commitsPend;
    int pendingCommits;
    private final List<Runnable> answers = new ArrayList<>();
    boolean readsFail;

    /** Partitions whose commit a transaction may yet change. */
    final Set<TopicPartition> pending = new HashSet<>();

    int reads;

    /** As the brokers' {@code offset.metadata.max.bytes}. */
    int longestMetadata = 4096;

    /** How many partitions fit into one commit. */
    int mostPartitions = Integer.MAX_VALUE;

    /** As Kafka 4 says it. */
    KafkaException tooLarge = new KafkaException("Unexpected error in commit");

    int failedCommits;

    /** How many partitions the largest commit had that was taken. */
    int largestCommit;

    /** What a commit that is waited for does first, as time goes by. */
    Runnable beforeCommitSync = () -> {};

    /** How long the last close might take. */
    Optional<Duration> closedWithin = Optional.empty();

    /** Somebody has moved the position back. */
    boolean mayGoBack;

    /** How long the coordinator takes for a commit that is waited for. */
    Duration answersAfter = Duration.ZERO;

    AtomicLong clock = new AtomicLong();
    Runnable signOfLife = () -> {};

    RecordingConsumer() {
        super("none");
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        if (commitsPend) {
            pendingCommits++;
            answers.add(() -> callback.onComplete(offsets, null));
        } else if (offsets.size() > mostPartitions) {
            failedCommits++;
            callback.onComplete(offsets, tooLarge);
        } else if (commitsFail) {
            failedCommits++;
            callback.onComplete(offsets, new KafkaException("coordinator gone"));
        } else if (isTooLarge(offsets)) {
            failedCommits++;
            callback.onComplete(offsets, new OffsetMetadataTooLarge());
        } else {
            note(offsets);
            super.commitAsync(offsets, callback);
        }
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        beforeCommitSync.run();
        if (commitsFail) {
            failedCommits++;
            throw new KafkaException("coordinator gone");
        }
        signOfLife.run();
        if (answersAfter.compareTo(timeout) > 0) {
            clock.addAndGet(timeout.toNanos());
            answersAfter = answersAfter.minus(timeout);
            throw new TimeoutException("no answer to the commit");
        }
        clock.addAndGet(answersAfter.toNanos());
        if (offsets.size() > mostPartitions) {
            failedCommits++;
            throw tooLarge;
        }
        if (isTooLarge(offsets)) {
            failedCommits++;
            throw new OffsetMetadataTooLarge();
        }
        note(offsets);
        super.commitSync(offsets, timeout);
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
            Set<TopicPartition> partitions, Duration timeout) {
        reads++;
        if (readsFail || partitions.stream().anyMatch(pending::contains)) {
            throw new TimeoutException("no answer from the coordinator");
        }
        return super.committed(partitions, timeout);
    }

    static ConsumerRecord<byte[], byte[]> record(int partition, long offset) {
        return new ConsumerRecord<>(
                "orders", partition, offset, ("key-" + offset).getBytes(StandardCharsets.UTF_8), new byte[10]);
    }

    /** The brokers confirm, late, what was pending. */
    synchronized void answerPending() {
        answers.forEach(Runnable::run);
        answers.clear();
    }

    private boolean isTooLarge(Map<TopicPartition, OffsetAndMetadata> offsets) {
        return offsets.values().stream().anyMatch(offset -> offset.metadata().length() > longestMetadata);
    }

    private void note(Map<TopicPartition, OffsetAndMetadata> offsets) {
        largestCommit = Math.max(largestCommit, offsets.size());
        offsets.forEach((partition, offset) -> {
            metadata.put(partition, offset.metadata());
            Long before = committed.put(partition, offset.offset());
            if (before != null && before > offset.offset() && !mayGoBack) {
                throw new AssertionError("commit of " + partition + " went back from " + before + " to " + offset);
            }
        });
    }

    @Override
    public synchronized void close(CloseOptions options) {
        closedWithin = options.timeout();
        super.close(options);
    }

    /** A real consumer forgets the pause of a partition that it loses; the mock remembers it. */
    @Override
    public synchronized Set<TopicPartition> paused() {
        Set<TopicPartition> paused = new HashSet<>(super.paused());
        paused.retainAll(assignment());
        return paused;
    }
}
