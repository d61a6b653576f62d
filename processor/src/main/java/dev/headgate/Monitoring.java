package dev.headgate;

import dev.headgate.consumer.JobListener;
import dev.headgate.metrics.BatchSizes;
import dev.headgate.metrics.EngineMeters;
import dev.headgate.metrics.LagMonitor;
import dev.headgate.metrics.PartitionEnds;
import dev.headgate.metrics.PartitionMeters;
import dev.headgate.metrics.RecordTimers;
import dev.headgate.model.EngineSnapshot;
import dev.headgate.model.LagSnapshot;
import dev.headgate.model.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What watches a running engine from the side: its meters, if there is a registry, and its lag. */
final class Monitoring implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Monitoring.class);

    private final Optional<MeterRegistry> registry;
    private final Optional<PartitionEnds> ends;
    private final Duration lagInterval;
    private final Optional<RecordTimers> timers;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private Optional<LagMonitor> lag = Optional.empty();

    private Monitoring(Optional<MeterRegistry> registry, Optional<PartitionEnds> ends, Duration lagInterval) {
        this.registry = registry;
        this.ends = ends;
        this.lagInterval = lagInterval;
        this.timers = registry.map(RecordTimers::new);
        timers.ifPresent(parts::push);
    }

    /** Watches nothing. */
    static Monitoring none() {
        return new Monitoring(Optional.empty(), Optional.empty(), Duration.ZERO);
    }

    /** @param properties the consumer's, which the connection for the lag is made of too */
    static Monitoring of(
            Optional<MeterRegistry> registry,
            Consumer<byte[], byte[]> consumer,
            Map<String, Object> properties,
            Duration lagInterval) {
        Optional<PartitionEnds> ends =
                lagInterval.isZero() ? Optional.empty() : Optional.of(PartitionEnds.connect(properties));
        Monitoring monitoring = new Monitoring(registry, ends, lagInterval);
        registry.ifPresent(meters -> {
            KafkaClientMetrics client = new KafkaClientMetrics(consumer);
            client.bindTo(meters);
            monitoring.parts.push(client);
        });
        return monitoring;
    }

    /** What the poll thread tells of each record that ended. */
    JobListener jobListener() {
        return timers.<JobListener>map(to -> job -> {
                    if (job.outcome() == Outcome.Plain.ACKED) {
                        to.record(job.waitNanos(), job.processingNanos(), job.acknowledgementNanos());
                    }
                })
                .orElse(_ -> {});
    }

    /** What the workers tell of each batch that they handle. Called at most once. */
    IntConsumer batchSizes() {
        Optional<BatchSizes> sizes = registry.map(BatchSizes::new);
        sizes.ifPresent(parts::push);
        return sizes.<IntConsumer>map(to -> to::record).orElse(_ -> {});
    }

    void start(Supplier<EngineSnapshot> snapshots) {
        registry.ifPresent(meters -> parts.push(new EngineMeters(meters, snapshots)));
        Optional<PartitionMeters> partitions = registry.map(PartitionMeters::new);
        partitions.ifPresent(parts::push);
        lag = ends.map(source -> new LagMonitor(
                source,
                snapshots,
                lagInterval,
                result -> partitions.ifPresent(meters -> meters.refresh(snapshots.get(), result))));
        lag.ifPresent(monitor -> {
            parts.push(monitor);
            monitor.start();
        });
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
