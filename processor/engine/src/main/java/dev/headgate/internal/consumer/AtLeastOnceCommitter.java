package dev.headgate.internal.consumer;

import dev.headgate.api.CommitOptions;
import dev.headgate.internal.OrderingMark;
import dev.headgate.internal.Setting;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.CommitPolicy;
import dev.headgate.internal.offset.CommitSize;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.internal.offset.OffsetMapWriter;
import dev.headgate.internal.offset.PartitionOffsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidCommitOffsetSizeException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the contiguous acknowledged prefix of each partition, with the map of what is acknowledged beyond: asynchronously
 * while running, one commit at a time, and synchronously when partitions go away. A commit counts when the broker has
 * confirmed it, not when it was sent; one that failed is contained in the next. What is too large for the brokers goes in
 * parts, each in its turn. Owned by the poll thread.
 */
final class AtLeastOnceCommitter implements Committer {
    private static final Logger LOG = LoggerFactory.getLogger(AtLeastOnceCommitter.class);
    private static final int LEAST_MAP_BYTES = 24;
    /** The confirmed commits after which twice as much is tried again: the refusal may have had another cause. */
    private static final int COMMITS_TO_GROW = 64;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetLedger<Job> ledger;
    private final CommitPolicy policy;
    private final Duration timeout;
    private final EngineCounts counts;
    private final JobListener listener;
    private final Waiting waiting;
    private final LongSupplier clock;
    private final OffsetMapWriter maps;
    private final String mapSetting;
    private int mapBytes;
    private int mostBytes = CommitSize.MOST_BYTES;
    private int confirmedSinceSmaller;

    /** Where the next part begins, among the partitions in the order of their assignment. */
    private int turn;

    private boolean underWay;

    AtLeastOnceCommitter(LoopContext loop) {
        CommitOptions commit = loop.options().commit();
        this.consumer = loop.consumer();
        this.ledger = loop.ledger();
        this.policy = loop.commitEvery(commit.interval().toNanos());
        this.timeout = commit.timeout();
        this.mapSetting = loop.options().nameOf(Setting.OFFSET_MAP_BYTES);
        this.mapBytes = loop.options().mapBytes();
        this.maps = new OffsetMapWriter(OrderingMark.of(loop.options().ordering()));
        this.waiting = loop.waiting();
        this.counts = loop.counts();
        this.listener = loop.listener();
        this.clock = loop.clock();
    }

    @Override
    public void acknowledged(int records) {
        policy.acknowledged(records);
    }

    /**
     * How long until the next commit, in ns; 0 or less if it is due. While one is under way none is, however late it is: the
     * answer comes by a poll, and a poll thread that didn't wait in it would only spin.
     */
    @Override
    public long nanosUntilDue(long nowNanos) {
        return underWay ? Long.MAX_VALUE : policy.nanosUntilDue(nowNanos);
    }

    @Override
    public void commitIfDue(long nowNanos) {
        if (underWay || !policy.isDue(nowNanos)) {
            return;
        }
        policy.restart(nowNanos);
        CommitPoints points = nextPart(ledger.assigned());
        if (!points.isEmpty()) {
            underWay = true;
            consumer.commitAsync(points.byPartition(), (offsets, failure) -> {
                underWay = false;
                answered(points, Optional.ofNullable(failure), nowNanos);
            });
        }
    }

    /** What has changed of as many partitions as one commit may hold, of each in its turn. */
    private CommitPoints nextPart(List<PartitionOffsets<Job>> partitions) {
        CommitPoints points = CommitPoints.part(partitions, turn, mostBytes, maps, mapBytes);
        turn = partitions.isEmpty() ? 0 : (turn + points.looked()) % partitions.size();
        return points;
    }

    @Override
    public boolean commitNow(List<PartitionOffsets<Job>> partitions) {
        long deadline = clock.getAsLong() + timeout.toNanos();
        CommitPoints points = nextPart(partitions);
        Duration left = timeout;
        while (!points.isEmpty()) {
            if (left.isNegative() || left.isZero() || !commitNow(points, left)) {
                return false;
            }
            points = nextPart(partitions);
            left = Duration.ofMillis((deadline - clock.getAsLong()) / NANOS_PER_MILLI);
        }
        return true;
    }

    /** Commits one part. Returns whether to go on with what is left: it was confirmed, or may be the next time. */
    private boolean commitNow(CommitPoints points, Duration left) {
        boolean inSlices = left.compareTo(Waiting.LONGEST_CALL) > 0;
        long sent = clock.getAsLong();
        waiting.isAlive();
        try {
            consumer.commitSync(points.byPartition(), inSlices ? Waiting.LONGEST_CALL : left);
            answered(points, Optional.empty(), sent);
            return true;
        } catch (KafkaException e) {
            int together = mostBytes;
            int bytes = mapBytes;
            answered(points, Optional.of(e), sent);
            return mostBytes < together || mapBytes < bytes || (inSlices && e instanceof TimeoutException);
        } finally {
            waiting.isAlive();
        }
    }

    private void answered(CommitPoints points, Optional<Exception> failure, long sentNanos) {
        listener.commitAnswered(failure.isEmpty(), clock.getAsLong() - sentNanos);
        if (failure.isPresent()) {
            counts.commitFailures++;
            LOG.warn(
                    "commit of {} failed, the next one contains it: {}",
                    points,
                    failure.get().getMessage());
            makeSmallerIfTooLarge(points, failure.get());
            return;
        }
        counts.commits++;
        points.confirm(ledger);
        growAgain();
    }

    private void growAgain() {
        if (mostBytes < CommitSize.MOST_BYTES && ++confirmedSinceSmaller >= COMMITS_TO_GROW) {
            confirmedSinceSmaller = 0;
            mostBytes = Math.min(CommitSize.MOST_BYTES, mostBytes * 2);
        }
    }

    /** A broker may allow less than we were told. Fewer partitions together, smaller maps, or none, are better than no commit. */
    private void makeSmallerIfTooLarge(CommitPoints points, Exception failure) {
        if (mayBeTooLarge(failure) && points.size() > 1) {
            mostBytes = points.bytes() / 2;
            confirmedSinceSmaller = 0;
            LOG.warn(
                    "a commit of {} partitions, {} bytes, may be larger than the brokers' max.message.bytes of"
                            + " __consumer_offsets: going on with at most {} bytes together; raise it, or lower {}",
                    points.size(),
                    points.bytes(),
                    mostBytes,
                    mapSetting);
        } else if (mapBytes > 0
                && (isA(InvalidCommitOffsetSizeException.class, failure)
                        || isA(OffsetMetadataTooLarge.class, failure))) {
            int longest = points.longestMap();
            mapBytes = longest / 2 < LEAST_MAP_BYTES ? 0 : longest / 2;
            LOG.warn(
                    "the brokers' offset.metadata.max.bytes is below the {} bytes of a map: going on with at most {};"
                            + " set {} accordingly",
                    longest,
                    mapBytes,
                    mapSetting);
        }
    }

    /** Since Kafka 4 the brokers have no word for it; the consumer makes a plain exception of an error it doesn't expect. */
    private static boolean mayBeTooLarge(Exception failure) {
        return isA(InvalidCommitOffsetSizeException.class, failure) || failure.getClass() == KafkaException.class;
    }

    private static boolean isA(Class<? extends Exception> type, Exception failure) {
        return type.isInstance(failure) || type.isInstance(failure.getCause());
    }
}
