package dev.headgate.internal.consumer;

import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.flow.PauseController;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.PartitionOffsets;
import dev.headgate.state.PauseReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes the consumer's paused partitions what the {@link PauseController} decided, and knows why each one is. Owned by the
 * poll thread.
 */
final class PartitionGate {
    /** Waits without a count: a pause with this value ends by another event, never by completions. */
    static final int NEVER = Integer.MAX_VALUE;

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetLedger<Job> ledger;
    private final PauseController controller;
    private final EngineCounts counts;
    private final PauseTimes times;
    private final YieldAfterLongPause yieldAfterPause;
    private final Map<SourcePartition, PauseReason> reasons = new HashMap<>();
    private final List<TopicPartition> toPause = new ArrayList<>();
    private final List<TopicPartition> toResume = new ArrayList<>();
    private PauseReason all = PauseReason.NONE;
    private int completionsToResume;
    private boolean assignmentChanged;
    private boolean mapsMustFit;

    PartitionGate(LoopContext loop, PauseController controller) {
        this.consumer = loop.consumer();
        this.ledger = loop.ledger();
        this.controller = controller;
        this.counts = loop.counts();
        this.times = new PauseTimes(loop.clock());
        this.yieldAfterPause = new YieldAfterLongPause(loop.clock());
    }

    /** From here on the window is bounded by how long its map may become. */
    void keepMapsWhole() {
        mapsMustFit = true;
    }

    /** Why all partitions are paused; {@link PauseReason#NONE} if not all are. */
    PauseReason all() {
        return all;
    }

    PauseReason reasonOf(SourcePartition source) {
        return reasons.getOrDefault(source, PauseReason.NONE);
    }

    /** How long it has been paused so far, in ms, by reason. */
    Map<PauseReason, Long> pausedMs(SourcePartition source) {
        return times.pausedMs(source);
    }

    boolean anyPaused() {
        return !reasons.isEmpty();
    }

    /** Whether there is nothing to poll from: each partition is paused, for a reason of its own or of all. */
    boolean isEachPaused() {
        return anyPaused() && reasons.size() == ledger.assigned().size();
    }

    /** How many records have to end before one of the paused partitions may go on, as of the last {@link #update}. */
    int completionsToResume() {
        return completionsToResume;
    }

    /** Kafka hands over partitions unpaused, and forgets those it takes away. */
    void assignmentChanged() {
        assignmentChanged = true;
        yieldAfterPause.assignmentChanged();
        Set<SourcePartition> present = new HashSet<>();
        ledger.assigned().forEach(offsets -> present.add(offsets.source()));
        reasons.keySet().removeIf(source -> !present.contains(source));
        times.retain(present);
    }

    /**
     * Decides again, and pauses and resumes accordingly.
     *
     * @param byOperator the partitions that somebody wants to be paused
     */
    void update(PauseController.Load load, Set<TopicPartition> byOperator) {
        PauseReason before = all;
        all = controller.decide(load, before);
        if (all == before && all != PauseReason.NONE && !assignmentChanged) {
            return;
        }
        assignmentChanged = false;
        if (all != before) {
            yieldAfterPause.changed(before, all);
        }
        completionsToResume = NEVER;
        List<PartitionOffsets<Job>> assigned = ledger.assigned();
        for (PartitionOffsets<Job> offsets : assigned) {
            PauseReason present = reasonOf(offsets.source());
            PauseReason next = all;
            if (all == PauseReason.NONE) {
                next = byOperator.contains(offsets.source().topicPartition())
                        ? PauseReason.OPERATOR
                        : decideAlone(offsets, assigned.size(), load.records(), present);
            }
            note(offsets.source(), present, next);
        }
        apply();
    }

    private PauseReason decideAlone(PartitionOffsets<Job> offsets, int assigned, int records, PauseReason present) {
        int window = mapsMustFit ? offsets.windowForMap() : offsets.window();
        int sharing = offsets.inFlight() == records && !givesWay(present) ? 1 : assigned;
        PauseReason next = controller.decidePartition(offsets.inFlight(), window, sharing, records, present);
        if (next != PauseReason.NONE) {
            completionsToResume = Math.min(
                    completionsToResume, controller.completionsToResume(offsets.inFlight(), sharing, records, next));
        }
        return next;
    }

    /** Whether the only partition with records yields one poll to the others. A FAIR_SHARE pause means that it already has. */
    private boolean givesWay(PauseReason present) {
        if (present == PauseReason.FAIR_SHARE) {
            yieldAfterPause.taken();
        }
        return yieldAfterPause.isDue();
    }

    private void note(SourcePartition source, PauseReason present, PauseReason next) {
        if (next == present) {
            return;
        }
        times.changed(source, next);
        if (next == PauseReason.NONE) {
            reasons.remove(source);
            toResume.add(source.topicPartition());
        } else {
            reasons.put(source, next);
            if (present == PauseReason.NONE) {
                toPause.add(source.topicPartition());
            }
        }
    }

    private void apply() {
        if (!toPause.isEmpty()) {
            consumer.pause(toPause);
            counts.pauses += toPause.size();
            toPause.clear();
        }
        if (!toResume.isEmpty()) {
            consumer.resume(toResume);
            counts.resumes += toResume.size();
            toResume.clear();
        }
        assert paused().equals(decided()) : "paused " + paused() + ", decided " + decided();
    }

    /**
     * What the consumer holds paused of the partitions that are ours. In the protocol of KIP-848 it keeps a revoked
     * partition, paused or not, until its background thread has told the group.
     */
    private Set<TopicPartition> paused() {
        Set<TopicPartition> paused = new HashSet<>(consumer.paused());
        paused.removeIf(partition -> ledger.find(partition).isEmpty());
        return paused;
    }

    /** What should be paused now. */
    Set<TopicPartition> decided() {
        Set<TopicPartition> paused = new HashSet<>();
        reasons.keySet().forEach(source -> paused.add(source.topicPartition()));
        return paused;
    }
}
