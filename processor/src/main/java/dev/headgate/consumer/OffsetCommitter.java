package dev.headgate.consumer;

import dev.headgate.dispatch.Job;
import dev.headgate.model.SourcePartition;
import dev.headgate.offset.CommitPolicy;
import dev.headgate.offset.OffsetLedger;
import dev.headgate.offset.PartitionOffsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the contiguous acknowledged prefix of each partition: asynchronously while running, one commit at a time, and
 * synchronously when partitions go away. A commit counts when the broker has confirmed it, not when it was sent; one that
 * failed is contained in the next. Owned by the poll thread.
 */
final class OffsetCommitter {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommitter.class);

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetLedger<Job> ledger;
    private final CommitPolicy policy;
    private final Duration timeout;
    private final Tally tally;
    private boolean underWay;

    OffsetCommitter(
            Consumer<byte[], byte[]> consumer,
            OffsetLedger<Job> ledger,
            CommitPolicy policy,
            Duration timeout,
            Tally tally) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.policy = policy;
        this.timeout = timeout;
        this.tally = tally;
    }

    void acknowledged(int records) {
        policy.acknowledged(records);
    }

    /** How long until the next commit, in ns; 0 or less if it is due. */
    long nanosUntilDue(long nowNanos) {
        return policy.nanosUntilDue(nowNanos);
    }

    /** Sends a commit if the policy says so and the last one has been answered. Never blocks. */
    void commitIfDue(long nowNanos) {
        if (underWay || !policy.isDue(nowNanos)) {
            return;
        }
        policy.restart(nowNanos);
        Map<SourcePartition, OffsetAndMetadata> prefixes = prefixes(ledger.assigned());
        if (!prefixes.isEmpty()) {
            underWay = true;
            consumer.commitAsync(byPartition(prefixes), (offsets, failure) -> {
                underWay = false;
                answered(prefixes, Optional.ofNullable(failure));
            });
        }
    }

    /** Commits these partitions' prefixes and waits for the answer, within the timeout. Answers whether it succeeded. */
    boolean commitNow(List<PartitionOffsets<Job>> partitions) {
        Map<SourcePartition, OffsetAndMetadata> prefixes = prefixes(partitions);
        if (prefixes.isEmpty()) {
            return true;
        }
        @Nullable Exception failure = null;
        try {
            consumer.commitSync(byPartition(prefixes), timeout);
        } catch (KafkaException e) {
            failure = e;
        }
        answered(prefixes, Optional.ofNullable(failure));
        return failure == null;
    }

    private void answered(Map<SourcePartition, OffsetAndMetadata> prefixes, Optional<Exception> failure) {
        if (failure.isPresent()) {
            tally.commitFailures++;
            LOG.warn(
                    "commit of {} failed, the next one contains it: {}",
                    prefixes,
                    failure.get().getMessage());
            return;
        }
        tally.commits++;
        prefixes.forEach((source, prefix) -> ledger.find(source.topicPartition())
                .filter(offsets -> offsets.source() == source)
                .ifPresent(offsets -> offsets.confirm(prefix.offset())));
    }

    private static Map<SourcePartition, OffsetAndMetadata> prefixes(List<PartitionOffsets<Job>> partitions) {
        Map<SourcePartition, OffsetAndMetadata> prefixes = new HashMap<>();
        for (PartitionOffsets<Job> offsets : partitions) {
            if (offsets.isDirty()) {
                int leaderEpoch = offsets.leaderEpoch();
                prefixes.put(
                        offsets.source(),
                        new OffsetAndMetadata(
                                offsets.acknowledged().orElseThrow(),
                                leaderEpoch < 0 ? Optional.empty() : Optional.of(leaderEpoch),
                                ""));
            }
        }
        return prefixes;
    }

    private static Map<TopicPartition, OffsetAndMetadata> byPartition(
            Map<SourcePartition, OffsetAndMetadata> prefixes) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        prefixes.forEach((source, prefix) -> offsets.put(source.topicPartition(), prefix));
        return offsets;
    }
}
