package dev.headgate.internal;

import org.apache.kafka.common.TopicPartition;

/**
 * One partition during one ownership of it. Assigned again, the partition is another {@code SourcePartition}, so identity
 * is the epoch check: what belongs to an earlier ownership can't be mistaken for the present one.
 *
 * <p>Immutable but for the ownership, which the poll thread alone moves, and only forward; any thread may read it.
 */
public final class SourcePartition {
    /** How far the ownership has come. */
    public enum Ownership {
        OWNED,
        /** Being revoked: what runs may end, nothing starts. */
        REVOKING,
        /** Somebody else's: what still runs is cancelled. */
        GONE
    }

    private final TopicPartition topicPartition;
    private final int epoch;
    private volatile Ownership ownership = Ownership.OWNED;

    /** @param epoch differs from that of every other {@code SourcePartition} of this process */
    public SourcePartition(TopicPartition topicPartition, int epoch) {
        this.topicPartition = topicPartition;
        this.epoch = epoch;
    }

    public TopicPartition topicPartition() {
        return topicPartition;
    }

    public int epoch() {
        return epoch;
    }

    public boolean isOwned() {
        return ownership == Ownership.OWNED;
    }

    public boolean isGone() {
        return ownership == Ownership.GONE;
    }

    /** From here on nothing of this partition starts. Called by the poll thread. */
    public void revoke() {
        if (ownership == Ownership.OWNED) {
            ownership = Ownership.REVOKING;
        }
    }

    /** From here on nothing of this partition counts. Called by the poll thread. */
    public void lose() {
        ownership = Ownership.GONE;
    }

    /** Equal only to itself, as its epoch is; by a number of its own, so that a simulation replays to the letter. */
    @Override
    public int hashCode() {
        return epoch;
    }

    @Override
    public String toString() {
        return topicPartition + " (epoch " + epoch + ")";
    }
}
