package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobProcessor;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.PartitionOffsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the group's decisions: a new epoch for what is assigned, and an orderly end for what goes away. The same in the
 * classic protocols, eager and cooperative, and in the one of KIP-848. Called by the consumer, inside {@code poll} and
 * {@code close}, so on the poll thread.
 */
final class AssignmentListener implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentListener.class);
    private static final long SLICE_NANOS = 10_000_000;

    private final OffsetLedger<Job> ledger;
    private final InFlight inFlight;
    private final Waiting waiting;
    private final JobProcessor processor;
    private final Committer committer;
    private final StartOffsets starts;
    private final PartitionGate gate;
    private final EngineCounts counts;
    private final JobListener listener;
    private final LongSupplier clock;
    private final long revokeTimeoutNanos;
    private final Runnable afterAssignment;

    /** @param afterAssignment decides again what is paused */
    AssignmentListener(
            LoopContext loop,
            InFlight inFlight,
            DeliveryGuarantee guarantee,
            PartitionGate gate,
            Runnable afterAssignment) {
        this.ledger = loop.ledger();
        this.inFlight = inFlight;
        this.waiting = loop.waiting();
        this.processor = loop.processor();
        this.committer = guarantee.committer();
        this.starts = guarantee.starts();
        this.gate = gate;
        this.counts = loop.counts();
        this.listener = loop.listener();
        this.clock = loop.clock();
        this.revokeTimeoutNanos = loop.options().revokeTimeout().toNanos();
        this.afterAssignment = afterAssignment;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        LOG.info("assigned {}", partitions);
        counts.rebalances++;
        partitions.forEach(ledger::assign);
        starts.restore(partitions);
        gate.assignmentChanged();
        afterAssignment.run();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        List<PartitionOffsets<Job>> revoked = find(partitions);
        if (!revoked.isEmpty()) {
            LOG.info("revoked {}", partitions);
            counts.rebalances++;
            counts.revocations++;
            revoked.forEach(offsets -> counts.revokedInFlight += offsets.inFlight());
            release(revoked, revokeTimeoutNanos);
        }
    }

    /**
     * Lets go of partitions of which the position is moved: what is in flight belongs to the records before the jump. The
     * caller begins the next ownership. Returns those that ended.
     */
    List<PartitionOffsets<Job>> letGo(Collection<TopicPartition> partitions) {
        if (!committer.isExact()) {
            return giveUp(partitions);
        }
        List<PartitionOffsets<Job>> before = find(partitions);
        release(before, 0);
        return before;
    }

    /** Other ownerships have begun than the group handed over. */
    void changed() {
        gate.assignmentChanged();
    }

    /** Somebody else may own them already: what was done is not ours to commit any more. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.warn("lost {}: what is in flight of it is dropped, and its next owner handles it again", partitions);
        counts.rebalances++;
        counts.losses++;
        find(partitions).forEach(offsets -> counts.revokedInFlight += offsets.inFlight());
        giveUp(partitions);
    }

    /** What is in flight of these partitions is dropped, and nothing of them is committed any more. */
    List<PartitionOffsets<Job>> giveUp(Collection<TopicPartition> partitions) {
        List<PartitionOffsets<Job>> before = find(partitions);
        before.forEach(offsets -> offsets.source().lose());
        inFlight.dropQueued(before);
        forget(before);
        committer.lost();
        return before;
    }

    /**
     * Lets go of partitions: starts nothing more of them, waits for what runs, commits the prefix, and forgets them. What
     * still runs at the deadline is cancelled, and what it does then changes nothing.
     *
     * @return whether nothing was left running and the commit succeeded
     */
    boolean release(List<PartitionOffsets<Job>> partitions, long timeoutNanos) {
        long begun = clock.getAsLong();
        partitions.forEach(offsets -> offsets.source().revoke());
        processor.ownershipEnded();
        processor.flush();
        boolean ended = awaitRunning(partitions, begun + timeoutNanos);
        listener.released(clock.getAsLong() - begun);
        if (!ended) {
            LOG.warn(
                    "records of {} were still running after {} ms: they will be delivered again",
                    partitions.stream().map(PartitionOffsets::source).toList(),
                    timeoutNanos / 1_000_000);
        }
        boolean committed = committer.commitNow(partitions);
        forget(partitions);
        return ended && committed;
    }

    private boolean awaitRunning(List<PartitionOffsets<Job>> partitions, long deadline) {
        while (true) {
            committer.acknowledged(inFlight.settle());
            if (!inFlight.dropQueued(partitions)) {
                committer.acknowledged(inFlight.settle());
                return true;
            }
            long left = deadline - clock.getAsLong();
            committer.progress();
            if (left <= 0 || committer.isRecovering()) { // until it has, nothing more can be delivered
                return false;
            }
            waiting.await(1, Math.min(left, SLICE_NANOS));
        }
    }

    private void forget(List<PartitionOffsets<Job>> partitions) {
        partitions.forEach(offsets -> ledger.forget(offsets.source().topicPartition()));
        processor.ownershipEnded();
        gate.assignmentChanged();
    }

    private List<PartitionOffsets<Job>> find(Collection<TopicPartition> partitions) {
        List<PartitionOffsets<Job>> found = new ArrayList<>();
        partitions.forEach(partition -> ledger.find(partition).ifPresent(found::add));
        return found;
    }
}
