package dev.headgate.flow;

import dev.headgate.model.PauseReason;

/**
 * Decides from the load what has to be paused, and why. Pure: the same load and the same present decision give the same
 * next one.
 *
 * <p>Each bound has two marks. A pause begins at the upper one and ends at the lower one, so that the gate does not flap
 * with every record that ends. The upper mark for records leaves room for one whole poll, since a batch that was polled
 * can't be refused. The lower one is a quarter down and no more: a lane that has run dry stays idle until then.
 */
public final class PauseController {
    private final int capacityRecords;
    private final long capacityBytes;
    private final int partitionWindow;
    private final int maxPollRecords;

    /** The load of the whole engine. */
    public record Load(int records, long bytes, boolean sinkUnavailable, boolean operator, boolean draining) {}

    /**
     * @param capacityRecords the most records in flight
     * @param capacityBytes the most bytes in flight, give or take one poll
     * @param partitionWindow the most records of one partition between its oldest in flight and its newest
     * @param maxPollRecords the most records of one poll
     */
    public PauseController(int capacityRecords, long capacityBytes, int partitionWindow, int maxPollRecords) {
        this.capacityRecords = capacityRecords;
        this.capacityBytes = capacityBytes;
        this.partitionWindow = partitionWindow;
        this.maxPollRecords = maxPollRecords;
    }

    /** Why all partitions have to be paused, {@link PauseReason#NONE} if they needn't be. */
    public PauseReason decide(Load load, PauseReason present) {
        if (load.draining()) {
            return PauseReason.DRAINING;
        }
        if (load.operator()) {
            return PauseReason.OPERATOR;
        }
        if (load.sinkUnavailable()) {
            return PauseReason.SINK_UNAVAILABLE;
        }
        boolean closed = present.scope() == PauseReason.Scope.ALL;
        if (load.records() > (closed ? lowRecords() : highRecords())) {
            return PauseReason.QUEUE;
        }
        if (closed ? load.bytes() > capacityBytes / 2 : load.bytes() >= capacityBytes) {
            return PauseReason.BYTES;
        }
        return PauseReason.NONE;
    }

    /**
     * Why one partition has to be paused on its own account.
     *
     * @param inFlight its records in flight
     * @param window its records from the oldest in flight to the newest
     * @param assigned how many partitions share the queue
     * @param records the records in flight of all partitions
     */
    public PauseReason decidePartition(int inFlight, int window, int assigned, int records, PauseReason present) {
        int windowMark = present == PauseReason.WINDOW ? partitionWindow / 2 : partitionWindow - maxPollRecords;
        if (window > windowMark) {
            return PauseReason.WINDOW;
        }
        if (assigned > 1 && exceedsShare(inFlight, assigned, records, present)) {
            return PauseReason.FAIR_SHARE;
        }
        return PauseReason.NONE;
    }

    /**
     * How many records have to end before {@link #decidePartition} may let a paused partition go on. A window moves when its
     * oldest record ends, which may be the next one to do so; a quarter is a guess that costs neither many looks nor time.
     */
    public int completionsToResume(int inFlight, int assigned, int records, PauseReason present) {
        if (present == PauseReason.FAIR_SHARE) {
            return Math.max(1, Math.min(inFlight - shareToResume(assigned), records - capacityRecords / 4));
        }
        return Math.max(1, inFlight / 4);
    }

    /** The records in flight above which the queue counts as full. */
    public int highRecords() {
        return capacityRecords - maxPollRecords;
    }

    /** The records in flight at which a full queue counts as drained. */
    public int lowRecords() {
        return capacityRecords * 3 / 4;
    }

    /**
     * A share is held to only while the queue is half full and others have records in it: until then nobody is kept out.
     * Where a pause of all ends, the partitions that hold more than their share stay paused a little longer, so that the
     * others come first.
     *
     * <p>To pause a partition alone for nobody's sake would cost dear: the client then asks the broker for the other ones
     * only, and while that request waits for their records (up to {@code fetch.max.wait.ms}) it sends no second one for the
     * partition that is resumed meanwhile.
     */
    private boolean exceedsShare(int inFlight, int assigned, int records, PauseReason present) {
        if (inFlight == records) {
            return false;
        }
        return present == PauseReason.NONE
                ? inFlight > share(assigned) && records > capacityRecords / 2
                : inFlight > shareToResume(assigned) && records > capacityRecords / 4;
    }

    private int share(int assigned) {
        return Math.max(1, capacityRecords / assigned);
    }

    private int shareToResume(int assigned) {
        return share(assigned) * 3 / 4;
    }
}
