package dev.headgate.internal.consumer;

import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobProcessor;
import dev.headgate.internal.dispatch.WorkerStats;
import dev.headgate.internal.flow.PauseController;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.PartitionOffsets;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/** Shows everyone else what the poll thread sees: a new immutable snapshot a few times a second. */
public final class SnapshotPublisher {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Comparator<PartitionSnapshot> BY_PARTITION =
            Comparator.comparing(PartitionSnapshot::topic).thenComparingInt(PartitionSnapshot::partition);

    private final EngineOptions options;
    private final OffsetLedger<Job> ledger;
    private final JobProcessor processor;
    private final PauseController marks;
    private volatile EngineSnapshot latest;
    private long publishedNanos;

    SnapshotPublisher(LoopContext loop, PauseController marks) {
        this.options = loop.options();
        this.ledger = loop.ledger();
        this.processor = loop.processor();
        this.marks = marks;
        this.publishedNanos = loop.clock().getAsLong() - PERIOD_NANOS;
        this.latest =
                snapshot(EngineState.NEW, PauseReason.NONE, 0, 0, EngineCounters.ZERO, List.of(), Optional.empty());
    }

    /** The latest snapshot. Any thread. */
    public EngineSnapshot latest() {
        return latest;
    }

    boolean isDue(long nowNanos) {
        return nowNanos - publishedNanos >= PERIOD_NANOS;
    }

    /** Called by the poll thread. */
    void publish(
            EngineState state,
            InFlight inFlight,
            PartitionGate gate,
            EngineCounts counts,
            Optional<String> failure,
            long now) {
        publishedNanos = now;
        List<PartitionSnapshot> partitions = new ArrayList<>();
        for (PartitionOffsets<Job> offsets : ledger.assigned()) {
            partitions.add(partition(offsets, gate, now));
        }
        partitions.sort(BY_PARTITION);
        latest = snapshot(
                state,
                gate.all(),
                inFlight.records(),
                inFlight.bytes(),
                counts.counters(processor.stats()),
                List.copyOf(partitions),
                failure.or(processor.stats()::lastError));
    }

    private EngineSnapshot snapshot(
            EngineState state,
            PauseReason reason,
            int records,
            long bytes,
            EngineCounters counters,
            List<PartitionSnapshot> partitions,
            Optional<String> lastError) {
        WorkerStats workers = processor.stats();
        int active = workers.activeWorkers();
        int queued = Math.max(0, records - workers.inHand() - workers.delivering());
        return new EngineSnapshot(
                System.currentTimeMillis(),
                state,
                reason,
                new EngineSnapshot.Queue(
                        records,
                        options.queueRecords(),
                        marks.highRecords(),
                        marks.lowRecords(),
                        bytes,
                        options.queueBytes(),
                        queued),
                new EngineSnapshot.Workers(active, workers.maxWorkers(), workers.workersLimit(), workers.handlerRate()),
                counters,
                partitions,
                lastError);
    }

    private static PartitionSnapshot partition(PartitionOffsets<Job> offsets, PartitionGate gate, long now) {
        TopicPartition partition = offsets.source().topicPartition();
        return new PartitionSnapshot(
                partition.topic(),
                partition.partition(),
                offsets.source().epoch(),
                gate.reasonOf(offsets.source()),
                gate.pausedMs(offsets.source()),
                new PartitionSnapshot.Offsets(offsets.position(), offsets.acknowledged(), offsets.committed()),
                new PartitionSnapshot.Window(offsets.inFlight(), offsets.ackedBeyond(), offsets.ackedMap()),
                offsets.oldest().map(job -> oldest(job, now)));
    }

    private static PartitionSnapshot.Oldest oldest(Job job, long now) {
        return new PartitionSnapshot.Oldest(
                job.offset(),
                job.timestamp(),
                TimeUnit.NANOSECONDS.toMillis(now - job.polledNanos()),
                TimeUnit.NANOSECONDS.toMillis(job.heldNanos(now)));
    }
}
