package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.Job;

/** Hears of every job that ended, of commits and of partitions let go. Called by the poll thread, so it has to be quick. */
@FunctionalInterface
public interface JobListener {
    void ended(Job job);

    /** A commit was answered, or its answer is no longer waited for, this many ns after it was sent. */
    default void commitAnswered(boolean confirmed, long nanos) {}

    /** A transaction was committed or aborted, this many ns after it was begun. */
    default void transactionEnded(boolean committed, long nanos) {}

    /** What was in flight of partitions that go away has ended, or its time was up, after this many ns. */
    default void released(long nanos) {}
}
