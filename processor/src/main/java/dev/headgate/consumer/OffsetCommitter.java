package dev.headgate.consumer;

import dev.headgate.api.Ordering;
import dev.headgate.dispatch.Job;
import dev.headgate.model.OrderingMark;
import dev.headgate.offset.CommitPolicy;
import dev.headgate.offset.OffsetLedger;
import dev.headgate.offset.OffsetMapWriter;
import dev.headgate.offset.PartitionOffsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the contiguous acknowledged prefix of each partition, with the map of what is acknowledged beyond: asynchronously while running, one commit at a time, and
 * synchronously when partitions go away. A commit counts when the broker has confirmed it, not when it was sent; one that
 * failed is contained in the next. Owned by the poll thread.
 */
final class OffsetCommitter implements Commits {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommitter.class);
    private static final int LEAST_MAP_BYTES = 24;

    private final Consumer<byte[], byte[]> consumer;
    private final OffsetLedger<Job> ledger;
    private final CommitPolicy policy;
    private final Duration timeout;
    private final Tally tally;
    private final JobListener listener;
    private final LongSupplier clock;
    private final OffsetMapWriter maps;
    private int mapBytes;
    private boolean underWay;

    /**
     * @param timeout how long a commit that is waited for may take
     * @param mapBytes the most bytes of a partition's map; 0 for no map
     * @param ordering what the commits are marked with
     */
    OffsetCommitter(
            Consumer<byte[], byte[]> consumer,
            OffsetLedger<Job> ledger,
            CommitPolicy policy,
            Duration timeout,
            int mapBytes,
            Ordering ordering,
            Tally tally,
            JobListener listener,
            LongSupplier clock) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.policy = policy;
        this.timeout = timeout;
        this.mapBytes = mapBytes;
        this.maps = new OffsetMapWriter(OrderingMark.of(ordering));
        this.tally = tally;
        this.listener = listener;
        this.clock = clock;
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
        CommitPoints points = CommitPoints.of(ledger.assigned(), maps, mapBytes);
        if (!points.isEmpty()) {
            underWay = true;
            consumer.commitAsync(points.byPartition(), (offsets, failure) -> {
                underWay = false;
                answered(points, Optional.ofNullable(failure), nowNanos);
            });
        }
    }

    @Override
    public boolean commitNow(List<PartitionOffsets<Job>> partitions) {
        while (true) {
            CommitPoints points = CommitPoints.of(partitions, maps, mapBytes);
            if (points.isEmpty()) {
                return true;
            }
            int sent = mapBytes;
            if (commitNow(points)) {
                return true;
            }
            if (mapBytes == sent) {
                return false;
            }
        }
    }

    private boolean commitNow(CommitPoints points) {
        @Nullable Exception failure = null;
        long sent = clock.getAsLong();
        try {
            consumer.commitSync(points.byPartition(), timeout);
        } catch (KafkaException e) {
            failure = e;
        }
        answered(points, Optional.ofNullable(failure), sent);
        return failure == null;
    }

    private void answered(CommitPoints points, Optional<Exception> failure, long sentNanos) {
        listener.commitAnswered(failure.isEmpty(), clock.getAsLong() - sentNanos);
        if (failure.isPresent()) {
            tally.commitFailures++;
            LOG.warn(
                    "commit of {} failed, the next one contains it: {}",
                    points,
                    failure.get().getMessage());
            shrinkIfTooLarge(points, failure.get());
            return;
        }
        tally.commits++;
        points.confirm(ledger);
    }

    /** A broker may allow less than we were told. Smaller maps, or none, are better than no commit. */
    private void shrinkIfTooLarge(CommitPoints points, Exception failure) {
        boolean tooLarge =
                failure instanceof OffsetMetadataTooLarge || failure.getCause() instanceof OffsetMetadataTooLarge;
        if (tooLarge && mapBytes > 0) {
            int longest = points.longestMap();
            mapBytes = longest / 2 < LEAST_MAP_BYTES ? 0 : longest / 2;
            LOG.warn(
                    "the brokers' offset.metadata.max.bytes is below the {} bytes of a map: going on with at most {};"
                            + " set headgate.offsets.map-bytes accordingly",
                    longest,
                    mapBytes);
        }
    }
}
