package dev.headgate.internal.consumer;

import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.OrderingMark;
import dev.headgate.internal.Setting;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.DeliveryGate;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.OffsetMapWriter;
import dev.headgate.internal.offset.PartitionOffsets;
import java.util.List;

/**
 * Finds out which records' outputs a transaction holds. The gate is closed, so that no delivery goes in any more; those
 * inside are waited for, and what has ended is settled. From then on the acknowledged records of all partitions are those
 * whose outputs are in this transaction or an earlier one: no more, since nobody came in later, and no less, since nobody
 * leaves the gate before the end of his record is in the completion queue. Owned by the poll thread.
 */
final class TransactionContents {
    private final DeliveryGate gate;
    private final CompletionQueue completions;
    private final InFlight inFlight;
    private final OffsetLedger<Job> ledger;
    private final EngineOptions options;
    private final OffsetMapWriter maps;
    private long mark;
    private boolean marked;

    TransactionContents(LoopContext loop, DeliveryGate gate, InFlight inFlight) {
        this.gate = gate;
        this.completions = loop.completions();
        this.inFlight = inFlight;
        this.ledger = loop.ledger();
        this.options = loop.options();
        this.maps = new OffsetMapWriter(OrderingMark.of(options.ordering()));
    }

    /** Whether nothing of these partitions was acknowledged since their last commit. A moment's view while the gate is open. */
    boolean isNothing(List<PartitionOffsets<Job>> partitions) {
        return CommitPoints.of(partitions, maps, options.mapBytes()).isEmpty();
    }

    /** Lets nobody in any more. */
    void close() {
        gate.close();
        marked = false;
    }

    /**
     * Settles the completions of all deliveries that were inside the gate. Called repeatedly, after the gate is empty, until
     * all is settled.
     *
     * @return how many records were settled by this call
     */
    int settle() {
        if (!marked) {
            mark = completions.mark();
            marked = true;
        }
        return inFlight.settle();
    }

    boolean isSettled() {
        return marked && completions.isDrainedTo(mark);
    }

    /**
     * What the transaction has to commit, once all is settled.
     *
     * @throws EngineFailure if a map was cut, which the window prevents: what it leaves out would be delivered twice
     */
    CommitPoints points() {
        CommitPoints points = CommitPoints.of(ledger.assigned(), maps, options.mapBytes());
        if (!points.isEmpty()) {
            ledger.assigned().forEach(this::requireWholeMap);
        }
        return points;
    }

    private void requireWholeMap(PartitionOffsets<Job> offsets) {
        if (!offsets.isMapWhole()) {
            throw new EngineFailure(
                    "the map of what is done beyond " + offsets.source().topicPartition() + "@"
                            + offsets.acknowledged().orElse(-1) + " takes more than the " + options.mapBytes()
                            + " bytes of " + options.nameOf(Setting.OFFSET_MAP_BYTES)
                            + ", which exactly-once can't do with; was it larger"
                            + " before?",
                    new IllegalStateException("map cut"));
        }
    }
}
