package dev.headgate.internal.metrics;

import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PartitionSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers for the ends of the assigned partitions, over and over, and works out the lag. The consumer's own lag
 * metrics stand still while a partition is paused, which is just when they are wanted. Runs on a thread of its own, so that
 * a slow broker delays nobody.
 */
public final class LagMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LagMonitor.class);
    private static final Duration END_WITHIN = Duration.ofSeconds(2);

    private final PartitionEnds ends;
    private final Supplier<EngineSnapshot> snapshots;
    private final Duration interval;
    private final boolean fromLatest;
    private final List<Consumer<LagSnapshot>> afterLook;
    private final Map<TopicPartition, EndOffsetHistory> histories = new HashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile LagSnapshot latest = LagSnapshot.NONE;

    /**
     * Starts nothing before {@link #start()}.
     *
     * @param ends asks the brokers; closed with the monitor
     * @param snapshots the engine's latest snapshot
     * @param interval how often to ask
     * @param fromLatest whether a partition without a commit is consumed from its end on
     * @param afterLook hear of each result, on the monitor's thread; what one of them throws is logged and changes nothing
     */
    public LagMonitor(
            PartitionEnds ends,
            Supplier<EngineSnapshot> snapshots,
            Duration interval,
            boolean fromLatest,
            List<Consumer<LagSnapshot>> afterLook) {
        this.ends = ends;
        this.snapshots = snapshots;
        this.interval = interval;
        this.fromLatest = fromLatest;
        this.afterLook = List.copyOf(afterLook);
        this.thread = Thread.ofPlatform().daemon().name("headgate-lag").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** The latest result. Any thread. */
    public LagSnapshot latest() {
        return latest;
    }

    private void run() {
        try {
            do {
                look();
            } while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look. Called by the monitor's thread. */
    void look() throws InterruptedException {
        try {
            EngineSnapshot engine = snapshots.get();
            Map<TopicPartition, PartitionEnds.Bounds> bounds = ends.of(engine.partitions());
            latest = new LagSnapshot(System.currentTimeMillis(), lags(engine, bounds), Optional.empty());
        } catch (PartitionEnds.UnknownException | RuntimeException e) {
            if (stop.getCount() > 0) {
                LOG.warn("the lag is unknown for now: {}", e.getMessage());
            }
            latest = new LagSnapshot(
                    latest.epochMillis(), latest.partitions(), Optional.of(String.valueOf(e.getMessage())));
        }
        for (Consumer<LagSnapshot> listener : afterLook) {
            try {
                listener.accept(latest);
            } catch (RuntimeException | Error e) { // which would make this the last look
                LOG.error("the lag was looked at, and what is done with it failed", e);
            }
        }
    }

    private List<PartitionLag> lags(EngineSnapshot engine, Map<TopicPartition, PartitionEnds.Bounds> bounds) {
        List<PartitionLag> lags = new ArrayList<>();
        Set<TopicPartition> present = new HashSet<>();
        long now = System.currentTimeMillis();
        for (PartitionSnapshot partition : engine.partitions()) {
            TopicPartition id = new TopicPartition(partition.topic(), partition.partition());
            if (bounds.containsKey(id)) {
                present.add(id);
                EndOffsetHistory history = histories.computeIfAbsent(id, _ -> new EndOffsetHistory());
                history.add(now, bounds.get(id).end());
                lags.add(lag(partition, bounds.get(id), history, now));
            }
        }
        histories.keySet().retainAll(present);
        return List.copyOf(lags);
    }

    /**
     * The offset from which the group would go on. Retention may have run past it, and what is gone is nobody's lag.
     */
    private long committed(PartitionSnapshot partition, PartitionEnds.Bounds bounds) {
        long committed = bounds.committed();
        if (partition.offsets().committed().isPresent()) {
            committed = partition.offsets().committed().getAsLong();
        } else if (!bounds.isCommitted()) {
            committed = partition.offsets().acknowledged().orElse(fromLatest ? bounds.end() : bounds.start());
        }
        return Math.max(committed, bounds.start());
    }

    private PartitionLag lag(
            PartitionSnapshot partition, PartitionEnds.Bounds bounds, EndOffsetHistory history, long now) {
        long committed = committed(partition, bounds);
        long records = Math.max(0, bounds.end() - committed);
        long oldest =
                partition.oldest().map(PartitionSnapshot.Oldest::timestamp).orElse(-1L);
        boolean inHand = oldest >= 0; // -1 in topics of the oldest format
        OptionalLong since = inHand ? OptionalLong.of(oldest) : history.writtenAt(committed);
        OptionalLong ms = records == 0
                ? OptionalLong.of(0)
                : since.isPresent() ? OptionalLong.of(Math.max(0, now - since.getAsLong())) : OptionalLong.empty();
        long gap = Math.max(0, partition.offsets().acknowledged().orElse(committed) - committed);
        return new PartitionLag(
                partition.topic(),
                partition.partition(),
                bounds.end(),
                committed,
                records,
                ms,
                records > 0 && !inHand,
                gap);
    }

    /** Ends the connection, which ends a look under way, and the thread, within 3 s. */
    @Override
    public void close() {
        stop.countDown();
        ends.close();
        try {
            thread.join(END_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
