package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.PartitionOffsets;
import java.util.List;

/** When and how what is acknowledged gets committed. Owned by the poll thread. */
interface Committer {
    /** This many more records of present ownerships were acknowledged. */
    void acknowledged(int records);

    /** How long until the next commit, in ns; 0 or less if it is due. */
    long nanosUntilDue(long nowNanos);

    /** Goes on with the commit under way, or begins one if it is due. Never blocks. */
    void commitIfDue(long nowNanos);

    /**
     * Commits before these partitions go away, and waits for the answer, within the commit timeout. What still runs of them
     * afterwards can't be committed any more. Returns whether it succeeded.
     */
    boolean commitNow(List<PartitionOffsets<Job>> partitions);

    /** Goes on with the commit under way, while a rebalance callback waits for records to end. Never blocks. */
    default void progress() {}

    /** Does what can't be done inside a callback. Called once in each step. May ask the brokers, for a second. */
    default void recover() {}

    /** Partitions were lost, with deliveries that nobody may commit. */
    default void lost() {}

    /** Whether the commit under way waits for the poll thread to go on with it. */
    default boolean isUnderWay() {
        return false;
    }

    /** Whether nothing can be delivered until {@link #recover} has succeeded. */
    default boolean isRecovering() {
        return false;
    }

    /** Whether a partition must be released in order before its position may be moved. */
    default boolean isExact() {
        return false;
    }
}
