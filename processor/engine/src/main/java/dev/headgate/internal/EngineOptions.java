package dev.headgate.internal;

import dev.headgate.api.CommitOptions;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.Ordering;
import dev.headgate.api.OutOfRange;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.ThreadKind;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Everything that bounds and paces the engine.
 *
 * @param topics what to subscribe to
 * @param ordering which records wait for one another
 * @param workers the most records handled at once
 * @param threads what a worker runs on
 * @param queueRecords the most records in flight
 * @param queueBytes the most bytes in flight, give or take one poll
 * @param partitionWindow the most records of one partition between its oldest unacknowledged and its newest
 * @param mapBytes the most bytes of a commit's metadata, which says what is acknowledged beyond the committed offset; 0 for
 *     none
 * @param commit when to commit
 * @param retry how often a failed record is tried again
 * @param attemptTimeout how long one attempt may take; zero for no limit
 * @param onFailure what becomes of a record when the attempts are exhausted or it was rejected
 * @param onUndecodable what becomes of a record whose key or value cannot be decoded
 * @param initialOffset where to start in a partition for which the group has committed nothing
 * @param onOutOfRange what to do when the committed offset is no longer in the log
 * @param drainTimeout how long a shutdown waits for what is in flight
 * @param revokeTimeout how long a revoke waits for what is in flight of the partitions that go away
 * @param unavailable whether a failure, its causes aside, says that the downstream takes nothing from anyone just now
 */
public record EngineOptions(
        Set<String> topics,
        Ordering ordering,
        int workers,
        ThreadKind threads,
        int queueRecords,
        long queueBytes,
        int partitionWindow,
        int mapBytes,
        CommitOptions commit,
        RetryPolicy retry,
        Duration attemptTimeout,
        FailurePolicy onFailure,
        FailurePolicy onUndecodable,
        InitialOffset initialOffset,
        OutOfRange onOutOfRange,
        Duration drainTimeout,
        Duration revokeTimeout,
        Predicate<? super Throwable> unavailable) {

    /** The most bytes that Kafka's protocol allows in a commit's metadata. */
    public static final int MOST_MAP_BYTES = Short.MAX_VALUE;

    private static final int MOST_RECORDS_PER_POLL = 500;

    /** @throws IllegalArgumentException naming the value that is out of its range */
    public EngineOptions {
        topics = Set.copyOf(topics);
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("no topic to consume: name at least one");
        }
        atLeast(1, workers, "workers");
        atLeast(2, queueRecords, "queue capacity (records)");
        atLeast(1, queueBytes, "queue capacity (bytes)");
        atLeast(2, partitionWindow, "partition window (records)");
        atLeast(0, mapBytes, "offset map (bytes)");
        if (mapBytes > MOST_MAP_BYTES) {
            throw new IllegalArgumentException(
                    "offset map (bytes) must be at most " + MOST_MAP_BYTES + ", not " + mapBytes);
        }
        atLeast(0, attemptTimeout.toMillis(), "attempt timeout (ms)");
        atLeast(0, drainTimeout.toMillis(), "drain timeout (ms)");
        atLeast(0, revokeTimeout.toMillis(), "revoke timeout (ms)");
    }

    /**
     * How many records one poll may bring. A batch once polled can't be refused, so its size is what the queue keeps free;
     * and a batch is mostly of one partition, so small ones let more partitions share the queue.
     */
    public int maxPollRecords() {
        int bound = Math.min(queueRecords, partitionWindow);
        return Math.clamp(bound / 16, 1, MOST_RECORDS_PER_POLL);
    }

    private static void atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
        }
    }
}
