package dev.headgate.consumer;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** A mock consumer whose commits can fail, and can be looked at after it was closed. */
final class RecordingConsumer extends MockConsumer<byte[], byte[]> {
    final Map<TopicPartition, Long> committed = new HashMap<>();
    boolean commitsFail;
    int failedCommits;

    RecordingConsumer() {
        super("none");
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        if (commitsFail) {
            failedCommits++;
            callback.onComplete(offsets, new KafkaException("coordinator gone"));
        } else {
            note(offsets);
            super.commitAsync(offsets, callback);
        }
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        if (commitsFail) {
            failedCommits++;
            throw new KafkaException("coordinator gone");
        }
        note(offsets);
        super.commitSync(offsets, timeout);
    }

    private void note(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            Long before = committed.put(partition, offset.offset());
            if (before != null && before > offset.offset()) {
                throw new AssertionError("commit of " + partition + " went back from " + before + " to " + offset);
            }
        });
    }

    /** A real consumer forgets the pause of a partition that it loses; the mock remembers it. */
    @Override
    public synchronized Set<TopicPartition> paused() {
        Set<TopicPartition> paused = new HashSet<>(super.paused());
        paused.retainAll(assignment());
        return paused;
    }
}
