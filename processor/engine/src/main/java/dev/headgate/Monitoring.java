package dev.headgate;

import dev.headgate.api.Ordering;
import dev.headgate.internal.consumer.JobListener;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.metrics.BatchSizes;
import dev.headgate.internal.metrics.BuildInfo;
import dev.headgate.internal.metrics.EngineMeters;
import dev.headgate.internal.metrics.LagMonitor;
import dev.headgate.internal.metrics.MeterScope;
import dev.headgate.internal.metrics.OrderingWatch;
import dev.headgate.internal.metrics.PartitionEnds;
import dev.headgate.internal.metrics.PartitionMeters;
import dev.headgate.internal.metrics.RecordTimers;
import dev.headgate.internal.metrics.SubscriptionWatch;
import dev.headgate.internal.metrics.TopicWatch;
import dev.headgate.internal.metrics.WallClock;
import dev.headgate.internal.watch.EndedRecords;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.Outcome;
import dev.headgate.state.TimeCounts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What watches a running engine from the side: its meters, if there is a registry, and its lag. */
final class Monitoring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Monitoring.class);

    private final Optional<MeterScope> meters;
    private final Optional<PartitionEnds> ends;
    private final Duration lagInterval;
    private final boolean fromLatest;
    private final Optional<RecordTimers> timers;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final EndedRecords endedRecords = new EndedRecords();
    private Optional<LagMonitor> lag = Optional.empty();
    private Optional<SubscriptionWatch> subscription = Optional.empty();

    private Monitoring(
            Optional<MeterScope> meters, Optional<PartitionEnds> ends, Duration lagInterval, boolean fromLatest) {
        this.meters = meters;
        this.ends = ends;
        this.lagInterval = lagInterval;
        this.fromLatest = fromLatest;
        meters.ifPresent(parts::push);
        this.timers = meters.map(RecordTimers::new);
        timers.ifPresent(parts::push);
    }

    /** Watches nothing. */
    static Monitoring none() {
        return new Monitoring(Optional.empty(), Optional.empty(), Duration.ZERO, false);
    }

    /**
     * @param properties the consumer's, which the connection for the lag is made of too
     * @param fromLatest whether a partition without a commit is consumed from its end on
     */
    static Monitoring of(
            Optional<MeterRegistry> registry,
            Consumer<byte[], byte[]> consumer,
            Map<String, Object> properties,
            Duration lagInterval,
            boolean fromLatest) {
        Optional<PartitionEnds> ends =
                lagInterval.isZero() ? Optional.empty() : Optional.of(PartitionEnds.connect(properties));
        Optional<MeterScope> scope = registry.map(its -> MeterScope.ofEngine(its, properties));
        Monitoring monitoring = new Monitoring(scope, ends, lagInterval, fromLatest);
        scope.ifPresent(meters -> monitoring.parts.push(new BuildInfo(meters, maxPollInterval(properties))));
        registry.ifPresent(its -> {
            // Without the engine's tags: an application may bind its other consumers, and Prometheus refuses what has
            // others.
            KafkaClientMetrics client = new KafkaClientMetrics(consumer);
            client.bindTo(its);
            monitoring.parts.push(client);
        });
        return monitoring;
    }

    private static Duration maxPollInterval(Map<String, Object> properties) {
        Object given = properties.getOrDefault(
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                ConsumerConfig.configDef().defaultValues().get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG));
        return Duration.ofMillis(Long.parseLong(String.valueOf(given)));
    }

    /** What the poll thread tells of each record that ended, of commits and of hand-overs. */
    JobListener jobListener() {
        return new GuardedListener(timers.<JobListener>map(it -> new TimedJobs(it, endedRecords))
                .orElse(job -> passBy(job, endedRecords)));
    }

    private static void passBy(Job job, EndedRecords endedRecords) {
        if (endedRecords.isWatched()) {
            endedRecords.ended(
                    job.asDelivered(),
                    job.outcome(),
                    job.waitNanos() + job.processingNanos() + job.acknowledgementNanos());
        }
    }

    /** Where ended records go by. */
    EndedRecords endedRecords() {
        return endedRecords;
    }

    /** Poll thread only. */
    private static final class TimedJobs implements JobListener {
        private final RecordTimers timers;
        private final EndedRecords endedRecords;
        private final WallClock wallClock = new WallClock();

        private TimedJobs(RecordTimers timers, EndedRecords endedRecords) {
            this.timers = timers;
            this.endedRecords = endedRecords;
        }

        @Override
        public void ended(Job job) {
            passBy(job, endedRecords);
            if (job.outcome() == Outcome.Plain.ACKED) {
                long wait = job.waitNanos();
                long processing = job.processingNanos();
                long acknowledgement = job.acknowledgementNanos();
                timers.record(wait, processing, acknowledgement);
                if (job.timestamp() >= 0) { // -1 in topics of the oldest format
                    long ended = wallClock.millisAt(job.polledNanos() + wait + processing + acknowledgement);
                    timers.endToEnd(TimeUnit.MILLISECONDS.toNanos(ended - job.timestamp()));
                }
            }
        }

        @Override
        public void commitAnswered(boolean confirmed, long nanos) {
            timers.commit(confirmed, nanos);
        }

        @Override
        public void transactionEnded(boolean committed, long nanos) {
            timers.transaction(committed, nanos);
        }

        @Override
        public void released(long nanos) {
            timers.release(nanos);
        }
    }

    /** What the workers tell of each batch that they handle. Called at most once. */
    IntConsumer batchSizes() {
        Optional<BatchSizes> sizes = meters.map(BatchSizes::new);
        sizes.ifPresent(parts::push);
        return sizes.<IntConsumer>map(to -> GuardedListener.guarded(to::record)).orElse(_ -> {});
    }

    /** Says, too, what an engine without partitions waits for. Called before {@link #start}. */
    void watch(SubscriptionWatch watch) {
        subscription = Optional.of(watch);
    }

    /**
     * @param recreated hears, on the lag monitor's thread, of topics that were deleted and created again, with the epoch of the
     *     last ownership that is known to have begun before
     * @param ordering the engine's, which the other members of its group should have too
     */
    void start(Supplier<EngineSnapshot> snapshots, ObjLongConsumer<String> recreated, Ordering ordering) {
        Optional<OrderingWatch> orderings = ends.map(brokers -> new OrderingWatch(brokers, ordering));
        Optional<TopicWatch> topics = ends.map(brokers -> new TopicWatch(brokers, recreated));
        meters.ifPresent(scope -> parts.push(new EngineMeters(scope, snapshots)));
        Optional<PartitionMeters> partitions = meters.map(PartitionMeters::new);
        partitions.ifPresent(parts::push);
        List<java.util.function.Consumer<LagSnapshot>> listeners = List.of(
                result -> partitions.ifPresent(shown -> shown.refresh(snapshots.get(), result)),
                _ -> topics.ifPresent(watch -> watch.look(snapshots.get())),
                _ -> orderings.ifPresent(watch -> watch.look(snapshots.get())));
        lag = ends.map(source -> new LagMonitor(source, snapshots, lagInterval, fromLatest, listeners));
        subscription.ifPresent(watch -> {
            parts.push(watch);
            watch.start(snapshots);
        });
        lag.ifPresent(monitor -> {
            parts.push(monitor);
            monitor.start();
        });
    }

    TimeCounts times() {
        return timers.map(RecordTimers::counts).orElse(TimeCounts.NONE);
    }

    LagSnapshot lag() {
        return lag.map(LagMonitor::latest).orElse(LagSnapshot.NONE);
    }

    /** Ends all of it, in bounded time; the last made first. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the monitoring did not close: {}", e.toString());
            }
        }
    }
}
