package dev.headgate.internal;

import dev.headgate.api.CommitOptions;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.Ordering;
import dev.headgate.api.OutOfRange;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.ThreadKind;
import dev.headgate.api.Unavailability;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Everything that bounds and paces the engine. Immutable. */
public final class EngineOptions {
    /** The most bytes that Kafka's protocol allows in a commit's metadata. */
    public static final int MOST_MAP_BYTES = Short.MAX_VALUE;

    private static final int MOST_RECORDS_PER_POLL = 500;

    private final Builder given;

    private EngineOptions(Builder given) {
        this.given = given;
        if (given.topics.isEmpty()) {
            throw new IllegalArgumentException("no topic to consume: name at least one");
        }
        atLeast(1, given.workers, "workers");
        atLeast(2, given.queueRecords, "queue capacity (records)");
        atLeast(1, given.queueBytes, "queue capacity (bytes)");
        atLeast(2, given.partitionWindow, "partition window (records)");
        atLeast(0, given.mapBytes, "offset map (bytes)");
        if (given.mapBytes > MOST_MAP_BYTES) {
            throw new IllegalArgumentException(
                    "offset map (bytes) must be at most " + MOST_MAP_BYTES + ", not " + given.mapBytes);
        }
        atLeast(0, given.attemptTimeout.toMillis(), "attempt timeout (ms)");
        atLeast(0, given.drainTimeout.toMillis(), "drain timeout (ms)");
        atLeast(0, given.revokeTimeout.toMillis(), "revoke timeout (ms)");
    }

    /** The defaults, without a topic. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * How many records one poll may bring. A batch once polled can't be refused, so its size is what the queue keeps free;
     * and a batch is mostly of one partition, so small ones let more partitions share the queue.
     */
    public int maxPollRecords() {
        int bound = Math.min(given.queueRecords, given.partitionWindow);
        return Math.clamp(bound / 16, 1, MOST_RECORDS_PER_POLL);
    }

    /** How errors and logs call this setting. */
    public String nameOf(Setting setting) {
        return given.settingNames.apply(setting.method());
    }

    private static void atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
        }
    }

    /** What to subscribe to. */
    public Set<String> topics() {
        return given.topics;
    }

    /** Which records wait for one another. */
    public Ordering ordering() {
        return given.ordering;
    }

    /** The most records handled at once. */
    public int workers() {
        return given.workers;
    }

    /** What a worker runs on. */
    public ThreadKind threads() {
        return given.threads;
    }

    /** The most records in flight. */
    public int queueRecords() {
        return given.queueRecords;
    }

    /** The most bytes in flight, give or take one poll. */
    public long queueBytes() {
        return given.queueBytes;
    }

    /** The most records of one partition between its oldest unacknowledged and its newest. */
    public int partitionWindow() {
        return given.partitionWindow;
    }

    /** The most bytes of a commit's metadata, which says what is acknowledged beyond the committed offset; 0 for none. */
    public int mapBytes() {
        return given.mapBytes;
    }

    /** When to commit. */
    public CommitOptions commit() {
        return given.commit;
    }

    /** How often a failed record is tried again. */
    public RetryPolicy retry() {
        return given.retry;
    }

    /** How long one attempt may take; zero for no limit. */
    public Duration attemptTimeout() {
        return given.attemptTimeout;
    }

    /** What becomes of a record when the attempts are exhausted or it was rejected. */
    public FailurePolicy onFailure() {
        return given.onFailure;
    }

    /** What becomes of a record whose key or value cannot be decoded. */
    public FailurePolicy onUndecodable() {
        return given.onUndecodable;
    }

    /** Where to start in a partition for which the group has committed nothing. */
    public InitialOffset initialOffset() {
        return given.initialOffset;
    }

    /** What to do when the committed offset is no longer in the log. */
    public OutOfRange onOutOfRange() {
        return given.onOutOfRange;
    }

    /** How long a shutdown waits for what is in flight. */
    public Duration drainTimeout() {
        return given.drainTimeout;
    }

    /** How long a revoke waits for what is in flight of the partitions that go away. */
    public Duration revokeTimeout() {
        return given.revokeTimeout;
    }

    /** Whether a failure, its causes aside, says that the downstream takes nothing from anyone just now. */
    public Predicate<? super Throwable> unavailable() {
        return given.unavailable;
    }

    /** Each is what the accessor of the same name says. Not thread-safe. */
    public static final class Builder implements Cloneable {
        private Set<String> topics = Set.of();
        private Ordering ordering = Ordering.KEY;
        private int workers = 100;
        private ThreadKind threads = ThreadKind.VIRTUAL;
        private int queueRecords = 10_000;
        private long queueBytes = 64L << 20;
        private int partitionWindow = 10_000;
        private int mapBytes = 4_000;
        private CommitOptions commit = CommitOptions.DEFAULT;
        private RetryPolicy retry = RetryPolicy.DEFAULT;
        private Duration attemptTimeout = Duration.ZERO;
        private FailurePolicy onFailure = FailurePolicy.HALT;
        private FailurePolicy onUndecodable = FailurePolicy.HALT;
        private InitialOffset initialOffset = InitialOffset.EARLIEST;
        private OutOfRange onOutOfRange = OutOfRange.HALT;
        private Duration drainTimeout = Duration.ofSeconds(30);
        private Duration revokeTimeout = Duration.ofSeconds(10);
        private UnaryOperator<String> settingNames = UnaryOperator.identity();
        private Predicate<? super Throwable> unavailable = Unavailability.OF_WELL_KNOWN_CLIENTS;

        private Builder() {}

        public Builder topics(Set<String> names) {
            topics = Set.copyOf(names);
            return this;
        }

        public Builder ordering(Ordering value) {
            ordering = value;
            return this;
        }

        public Builder workers(int count) {
            workers = count;
            return this;
        }

        public Builder threads(ThreadKind kind) {
            threads = kind;
            return this;
        }

        public Builder queueRecords(int records) {
            queueRecords = records;
            return this;
        }

        public Builder queueBytes(long bytes) {
            queueBytes = bytes;
            return this;
        }

        public Builder partitionWindow(int records) {
            partitionWindow = records;
            return this;
        }

        public Builder mapBytes(int bytes) {
            mapBytes = bytes;
            return this;
        }

        public Builder commit(CommitOptions options) {
            commit = options;
            return this;
        }

        public Builder retry(RetryPolicy policy) {
            retry = policy;
            return this;
        }

        public Builder attemptTimeout(Duration timeout) {
            attemptTimeout = timeout;
            return this;
        }

        public Builder onFailure(FailurePolicy policy) {
            onFailure = policy;
            return this;
        }

        public Builder onUndecodable(FailurePolicy policy) {
            onUndecodable = policy;
            return this;
        }

        public Builder initialOffset(InitialOffset offset) {
            initialOffset = offset;
            return this;
        }

        public Builder onOutOfRange(OutOfRange policy) {
            onOutOfRange = policy;
            return this;
        }

        public Builder drainTimeout(Duration timeout) {
            drainTimeout = timeout;
            return this;
        }

        public Builder revokeTimeout(Duration timeout) {
            revokeTimeout = timeout;
            return this;
        }

        public Builder settingNames(UnaryOperator<String> names) {
            settingNames = names;
            return this;
        }

        public Builder unavailable(Predicate<? super Throwable> rule) {
            unavailable = rule;
            return this;
        }

        /** Another builder with the same values. A clone, since no field can be left out of one. */
        public Builder copy() {
            try {
                return (Builder) clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }

        /**
         * The options so far.
         *
         * @throws IllegalArgumentException naming the value that is out of its range
         */
        public EngineOptions build() {
            return new EngineOptions(copy());
        }
    }
}
