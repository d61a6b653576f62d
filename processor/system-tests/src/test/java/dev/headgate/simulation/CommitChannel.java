package dev.headgate.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.TimeoutException;

/** The way of commits to the coordinator, and of its answers: late, lost, or bad news. */
final class CommitChannel {
    private static final int SLOWEST_MS = 120;

    private final SimulatedWorld world;
    private final SplittableRandom random;
    private final Deque<Pending> pending = new ArrayDeque<>();

    /** How many of the next commits go wrong. */
    int failing;

    /** The group has thrown this member out, and it doesn't know yet. */
    boolean fenced;

    private record Pending(
            long due,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            OffsetCommitCallback callback,
            Optional<KafkaException> failure) {}

    CommitChannel(SimulatedWorld world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    /** The coordinator takes the commit up, or doesn't; the answer comes by {@link #answer}. */
    void send(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        Optional<KafkaException> failure = arrive(offsets);
        if (failure.isPresent()) {
            world.count(Happening.ASYNC_COMMIT_FAILED);
        }
        long due = world.time.now() + random.nextLong(SLOWEST_MS * 1_000_000L);
        pending.add(new Pending(due, offsets, callback, failure));
    }

    /** Calls back for what has been answered by now. */
    void answer() {
        while (!pending.isEmpty() && pending.element().due <= world.time.now()) {
            Pending answered = pending.remove();
            answered.callback.onComplete(answered.offsets, answered.failure.orElse(null));
        }
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Does to a commit what becomes of it at the coordinator. Returns what the sender gets to hear of it. */
    Optional<KafkaException> arrive(Map<TopicPartition, OffsetAndMetadata> offsets) {
        if (fenced) {
            world.count(Happening.COMMIT_FENCED);
            return Optional.of(new CommitFailedException("the member is no more in the group"));
        }
        int longest = offsets.values().stream()
                .mapToInt(commit -> commit.metadata().length())
                .max()
                .orElse(0);
        if (longest > world.settings.brokerMetadataBytes()) {
            world.count(Happening.COMMIT_METADATA_TOO_LARGE);
            return Optional.of(new OffsetMetadataTooLarge());
        }
        boolean fails = failing > 0;
        boolean applied = !fails || random.nextBoolean();
        if (applied) {
            offsets.forEach(this::apply);
        }
        if (!fails) {
            world.count(Happening.COMMITTED);
            return Optional.empty();
        }
        failing--;
        if (applied) {
            world.count(Happening.COMMIT_APPLIED_BUT_REPORTED_FAILED);
        }
        return Optional.of(new TimeoutException(applied ? "the reply was lost" : "the request was lost"));
    }

    private void apply(TopicPartition partition, OffsetAndMetadata commit) {
        BrokerLog log = world.logs.get(partition.partition());
        log.committed = commit.offset();
        log.metadata = commit.metadata();
    }
}
