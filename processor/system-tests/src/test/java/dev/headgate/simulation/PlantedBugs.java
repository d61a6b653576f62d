package dev.headgate.simulation;

import dev.headgate.api.Ack;
import dev.headgate.api.OutOfRange;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobState;
import dev.headgate.internal.dispatch.Lane;
import dev.headgate.internal.flow.PauseController;
import dev.headgate.internal.offset.CommitPoint;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.OffsetMapWriter;
import dev.headgate.internal.offset.OffsetRanges;
import dev.headgate.internal.offset.PartitionOffsets;
import dev.headgate.sink.kafka.TransactionFailures;
import dev.headgate.state.PauseReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the bugs of {@link Bug} do in place of the engine's own code. Parameters are what that code had on the stack; types
 * that are no business of other packages are plain objects here.
 */
public final class PlantedBugs {
    private static final Map<TopicPartition, Optional<PartitionOffsets<Job>>> STALE = new HashMap<>();
    private static @Nullable Object staleOwner;
    private static final Map<Object, Object> lastRefusals = new WeakHashMap<>();
    private static @Nullable Object lastFailure;

    private PlantedBugs() {}

    public static boolean yes(Object ignored) {
        return true;
    }

    public static boolean no(Object ignored) {
        return false;
    }

    public static boolean noWith(Object ignored, Object alsoIgnored) {
        return false;
    }

    public static boolean neverToBlame(Object blame, Job job, long nowNanos) {
        return false;
    }

    public static boolean alwaysToBlame(Object blame, Job job, long nowNanos) {
        return true;
    }

    public static void nothing(Object ignored) {}

    public static void nothingWith(Object ignored, Object alsoIgnored) {}

    public static boolean neverBehind(Job before, Job job) {
        return false;
    }

    public static boolean noFor(Object ignored, Object alsoIgnored) {
        return false;
    }

    public static boolean yesWith(Object ignored, Object alsoIgnored) {
        return true;
    }

    public static boolean yesFor(Object ignored, long alsoIgnored) {
        return true;
    }

    public static int zero(Object ignored) {
        return 0;
    }

    public static @Nullable Object nullOf(Object map, Object key) {
        return null;
    }

    public static Optional<?> noneOf(Object ignored, Object alsoIgnored) {
        return Optional.empty();
    }

    // ---- transactions ----

    public static boolean remembersTheFailure(Throwable failure) {
        lastFailure = failure;
        return TransactionFailures.isOfTheRecord(failure);
    }

    public static boolean isAnotherThanLastTime(Object transactions) {
        boolean another = !Objects.requireNonNull(lastFailure).equals(lastRefusals.get(transactions));
        lastRefusals.put(transactions, lastFailure);
        return another;
    }

    // ---- offsets ----

    public static Optional<CommitPoint> oneTooFar(PartitionOffsets<?> offsets, OffsetMapWriter maps, int bytes) {
        return offsets.toCommit(maps, bytes).map(point -> new CommitPoint(point.offset() + 1, point.leaderEpoch(), ""));
    }

    public static Optional<CommitPoint> mapUpToThePosition(
            PartitionOffsets<?> offsets, OffsetMapWriter maps, int bytes) {
        Optional<CommitPoint> point = offsets.toCommit(maps, bytes);
        OptionalLong position = offsets.position();
        if (point.isEmpty() || bytes < 100 || position.orElse(0) < point.get().offset() + 2) {
            return point;
        }
        maps.begin(point.get().offset(), bytes);
        maps.add(point.get().offset() + 1, position.getAsLong());
        return Optional.of(new CommitPoint(
                point.get().offset(),
                point.get().leaderEpoch(),
                maps.end(offsets.source().topicPartition())));
    }

    public static long highestSeenOnceRevoked(PartitionOffsets<?> offsets) {
        return (offsets.source().isOwned() ? offsets.acknowledged() : offsets.position()).orElse(-1);
    }

    public static long fromOneEarlier(OffsetRanges done, int range) {
        return done.from(range) - 1;
    }

    public static List<PartitionOffsets<Job>> acknowledgeAll(Collection<PartitionOffsets<Job>> partitions) {
        for (PartitionOffsets<Job> offsets : partitions) {
            List<Job> jobs = new ArrayList<>();
            offsets.forEachInFlight(jobs::add);
            jobs.forEach(job -> offsets.acknowledge(job.slot()));
        }
        return List.copyOf(partitions);
    }

    public static Optional<PartitionOffsets<Job>> firstEverFound(OffsetLedger<Job> ledger, TopicPartition partition) {
        if (staleOwner != ledger) {
            staleOwner = ledger;
            STALE.clear();
        }
        return STALE.computeIfAbsent(partition, ledger::find);
    }

    // ---- commits ----

    public static void cleanWhenSent(
            org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            OffsetCommitCallback callback) {
        callback.onComplete(offsets, null);
        consumer.commitAsync(offsets, (_, _) -> {});
    }

    // ---- flow ----

    public static void drainAllButTheGone(CompletionQueue completions, Consumer<Job> settle) {
        completions.drain(job -> {
            if (!job.source().isGone()) {
                settle.accept(job);
            }
        });
    }

    public static void drainSomeTwice(CompletionQueue completions, Consumer<Job> settle) {
        completions.drain(job -> {
            settle.accept(job);
            if (job.offset() % 7 == 3) {
                settle.accept(job);
            }
        });
    }

    public static PauseReason resumeAtOnce(PauseController marks, PauseController.Load load, PauseReason present) {
        PauseReason decided = marks.decide(load, present);
        return decided == PauseReason.QUEUE && present == PauseReason.QUEUE ? PauseReason.NONE : decided;
    }

    public static PauseReason neverAlone(
            PauseController marks, int inFlight, int window, int assigned, int records, PauseReason present) {
        return PauseReason.NONE;
    }

    public static OutOfRange latest(Object policy) {
        return OutOfRange.LATEST;
    }

    // ---- jobs ----

    public static @Nullable Job nextThoughItWaits(@Nullable Job next, Job failed) {
        return next == null && failed.state() == JobState.QUEUED ? Lane.release(failed) : next;
    }

    public static void doneBeforeItIs(BiConsumer<Object, Throwable> delivery, CompletionStage<Ack> acknowledgement) {
        delivery.accept(Ack.DELIVERED, null);
    }
}
