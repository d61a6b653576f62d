package dev.headgate.internal.flow;

import dev.headgate.state.PauseReason;

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

    /**
     * The load of the whole engine.
     *
     * @param wantsNoMore whether nothing more is wanted while the downstream is away
     * @param downstreamUnavailable whether it is away, so that it is the cause where a bound is reached
     * @param operator whether an operator wants the pause
     */
    public record Load(
            int records,
            long bytes,
            boolean wantsNoMore,
            boolean downstreamUnavailable,
            boolean operator,
            boolean draining) {}

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
        if (load.wantsNoMore()) {
            return PauseReason.DOWNSTREAM_UNAVAILABLE;
        }
        PauseReason bound = boundReached(load, present);
        return bound != PauseReason.NONE && load.downstreamUnavailable() ? PauseReason.DOWNSTREAM_UNAVAILABLE : bound;
    }

    private PauseReason boundReached(Load load, PauseReason present) {
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
     * @param sharing how many partitions share the queue; 1 where the others want nothing of it
     * @param records the records in flight of all partitions
     */
    public PauseReason decidePartition(int inFlight, int window, int sharing, int records, PauseReason present) {
        int windowMark = present == PauseReason.WINDOW ? partitionWindow / 2 : partitionWindow - maxPollRecords;
        if (window > windowMark) {
            return PauseReason.WINDOW;
        }
        if (sharing > 1 && exceedsShare(inFlight, sharing, records, present)) {
            return PauseReason.FAIR_SHARE;
        }
        return PauseReason.NONE;
    }

    /**
     * How many records have to end before {@link #decidePartition} may let a paused partition go on. A window moves when its
     * oldest record ends, which may be the next one to do so; a quarter is a guess that costs neither many checks nor time. A
     * share shrinks as the queue drains; if all partitions drain evenly, resuming takes several checks, which are at least one
     * record per partition apart.
     */
    public int completionsToResume(int inFlight, int sharing, int records, PauseReason present) {
        if (present == PauseReason.FAIR_SHARE) {
            int toShare = Math.max(sharing, inFlight - shareToResume(sharing, records));
            return Math.max(1, Math.min(toShare, records - capacityRecords / 4));
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
     * A share is of the records in flight, not of the room there is: so those that have the fewest come first, and no lane
     * runs dry while another partition has more than a poll's records ahead of it. It is held to only while the queue is half
     * full and others want it: until then nobody is kept out. Where a pause of all ends, the partitions that hold more than
     * their share stay paused a little longer, so that the others come first.
     *
     * <p>To pause a partition alone for nobody's sake would cost dear: the client then asks the broker for the other ones
     * only, and while that request waits for their records (up to {@code fetch.max.wait.ms}) it sends no second one for the
     * partition that is resumed meanwhile.
     */
    private boolean exceedsShare(int inFlight, int sharing, int records, PauseReason present) {
        int most = present == PauseReason.FAIR_SHARE ? shareToResume(sharing, records) : share(sharing, records);
        return inFlight > most && records > (present == PauseReason.NONE ? capacityRecords / 2 : capacityRecords / 4);
    }

    private static int share(int sharing, int records) {
        return Math.max(1, records / sharing);
    }

    private static int shareToResume(int sharing, int records) {
        return Math.max(1, share(sharing, records) * 3 / 4);
    }
}
