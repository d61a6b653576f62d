package dev.headgate.internal.consumer;

import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobProcessor;
import dev.headgate.internal.dispatch.JobState;
import dev.headgate.internal.dispatch.Lanes;
import dev.headgate.internal.flow.InFlightBudget;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.PartitionOffsets;
import dev.headgate.state.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The records between their poll and their end: takes each in with its credit, slot and lane, and settles all three when
 * its completion comes back. Owned by the poll thread.
 */
final class InFlight {
    /** To wake a worker costs as much as to admit some twenty records, and one that is awake comes by itself. */
    private static final int WAKE_AFTER = 512;

    private final OffsetLedger<Job> ledger;
    private final InFlightBudget budget;
    private final Lanes lanes;
    private final CompletionQueue completions;
    private final JobProcessor processor;
    private final JobListener listener;
    private final EngineCounts counts;
    private final Job[] together = new Job[Lanes.TOGETHER];
    private int togetherCount;
    private int submitted;
    private AdmissionRule rule = AdmissionRule.ALL;
    private final Set<TopicPartition> refused = new HashSet<>();
    private @Nullable PartitionOffsets<Job> lastFound;
    private int acknowledged;
    private Optional<Outcome.Halted> halted = Optional.empty();

    InFlight(LoopContext loop, InFlightBudget budget, Lanes lanes) {
        this.ledger = loop.ledger();
        this.budget = budget;
        this.lanes = lanes;
        this.completions = loop.completions();
        this.processor = loop.processor();
        this.listener = loop.listener();
        this.counts = loop.counts();
    }

    int records() {
        return budget.records();
    }

    long bytes() {
        return budget.bytes();
    }

    /** The first record after which the engine has to stop. */
    Optional<Outcome.Halted> halted() {
        return halted;
    }

    /** Takes in what a poll brought. */
    void admit(ConsumerRecords<byte[], byte[]> records, long nowNanos) {
        rule.pollBegins();
        for (TopicPartition partition : records.partitions()) {
            PartitionOffsets<Job> offsets = owned(partition);
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                if (!rule.admits(offsets, record.offset())) {
                    rule.refused(partition, record.offset());
                    refused.add(partition);
                    break;
                }
                if (offsets.admitDone(record.offset())) {
                    counts.alreadyDone++;
                    count(bytesOf(record));
                } else {
                    admit(record, offsets, nowNanos);
                }
            }
        }
        submitTogether();
        wake();
        // The position behind trailing transaction markers (KIP-1094): without it the lag would stay at 1.
        records.nextOffsets().forEach((partition, next) -> {
            if (refused.isEmpty() || !refused.contains(partition)) {
                owned(partition).advanceTo(next.offset(), next.leaderEpoch().orElse(-1));
            }
        });
        refused.clear();
    }

    /** Takes in only what this rule lets in. Called before the first record. */
    void admitBy(AdmissionRule other) {
        rule = other;
    }

    private void admit(ConsumerRecord<byte[], byte[]> record, PartitionOffsets<Job> offsets, long nowNanos) {
        SourcePartition source = offsets.source();
        int bytes = bytesOf(record);
        Job job = new Job(record, source, lanes.laneOf(source, record), bytes, nowNanos);
        budget.acquire(bytes);
        job.slot(offsets.admit(record.offset(), job));
        count(bytes);
        together[togetherCount++] = job;
        if (togetherCount == together.length) {
            submitTogether();
        }
    }

    private void submitTogether() {
        int owners = lanes.append(together, togetherCount); // which come to the front of the array
        processor.submit(together, owners);
        submitted += togetherCount;
        togetherCount = 0;
        if (submitted >= WAKE_AFTER) {
            wake();
        }
    }

    private void wake() {
        processor.wake();
        submitted = 0;
    }

    private void count(int bytes) {
        counts.consumed++;
        counts.consumedBytes += bytes;
    }

    private PartitionOffsets<Job> owned(TopicPartition partition) {
        return ledger.find(partition)
                .orElseThrow(() -> new IllegalStateException("polled from " + partition + ", which is not assigned"));
    }

    private static int bytesOf(ConsumerRecord<byte[], byte[]> record) {
        int bytes = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        // Without headers this is a constant, where an iterator would be two objects for each record.
        for (Header header : record.headers().toArray()) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    /** Settles what has ended since the last call. Returns how many records of present owners were acknowledged. */
    int settle() {
        acknowledged = 0;
        completions.drain(this::settle);
        return acknowledged;
    }

    private void settle(Job job) {
        budget.release(job.bytes());
        lanes.ended(job);
        counts.ended(job.outcome());
        listener.ended(job);
        if (job.outcome().isDone() && acknowledge(job)) {
            acknowledged++;
        } else if (job.outcome() instanceof Outcome.Halted halt && halted.isEmpty()) {
            halted = Optional.of(halt);
        }
    }

    /** One atomic decision: the job's ownership is the present one, or nothing changes. */
    private boolean acknowledge(Job job) {
        if (job.source().isGone()) {
            return false;
        }
        offsetsOf(job.source()).acknowledge(job.slot());
        return true;
    }

    /** Records end in runs of one partition, so the last one found is mostly the one that is looked for. */
    private PartitionOffsets<Job> offsetsOf(SourcePartition source) {
        PartitionOffsets<Job> last = lastFound;
        if (last == null || last.source() != source) {
            last = owned(source.topicPartition());
            lastFound = last;
        }
        return last;
    }

    /** Ownerships have ended: nobody waits any more for what still runs. */
    void ownershipEnded() {
        processor.ownershipEnded();
    }

    /**
     * Drops what is queued of these partitions. A dropped job keeps its credit until a worker takes it from the queue: until
     * then it occupies memory and a slot of the ring. Returns whether something of them may still be acknowledged.
     */
    boolean dropQueued(List<PartitionOffsets<Job>> partitions) {
        boolean[] running = {false};
        for (PartitionOffsets<Job> offsets : partitions) {
            offsets.forEachInFlight(job -> {
                boolean settled = job.drop()
                        || (job.state() == JobState.ENDED && !job.outcome().isDone());
                running[0] |= !settled;
            });
        }
        return running[0];
    }
}
