package dev.headgate.metrics;

import dev.headgate.model.EngineSnapshot;
import dev.headgate.model.LagSnapshot;
import dev.headgate.model.PartitionLag;
import dev.headgate.model.PartitionSnapshot;
import dev.headgate.model.PauseReason;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The meters of each assigned partition. Registered anew at each refresh, so that a partition that went away leaves none
 * behind. Not thread-safe: refreshed by one thread.
 */
public final class PartitionMeters implements AutoCloseable {
    private static final double MS_PER_SECOND = 1000.0;
    private static final List<MetricName> NAMES = List.of(
            MetricName.PARTITION_PAUSED,
            MetricName.PARTITION_IN_FLIGHT,
            MetricName.PARTITION_ACKED_BEYOND,
            MetricName.PARTITION_OLDEST_AGE,
            MetricName.PARTITION_COMMITTED,
            MetricName.PARTITION_END,
            MetricName.PARTITION_LAG,
            MetricName.PARTITION_LAG_TIME);

    private final MeterRegistry registry;
    private final Gauge sampleAge;
    private final Map<MetricName, MultiGauge> gauges = new EnumMap<>(MetricName.class);
    private volatile long lookedAt = System.currentTimeMillis();

    /** Registers those of partitions at each {@link #refresh}. */
    public PartitionMeters(MeterRegistry registry) {
        this.registry = registry;
        this.sampleAge = Gauge.builder(
                        MetricName.LAG_SAMPLE_AGE.meter(),
                        this,
                        self -> (System.currentTimeMillis() - self.lookedAt) / MS_PER_SECOND)
                .description(MetricName.LAG_SAMPLE_AGE.description())
                .baseUnit(MetricName.LAG_SAMPLE_AGE.unit().orElse(null))
                .register(registry);
        for (MetricName name : NAMES) {
            gauges.put(
                    name,
                    MultiGauge.builder(name.meter())
                            .description(name.description())
                            .baseUnit(name.unit().orElse(null))
                            .register(registry));
        }
    }

    /** Shows these snapshots. */
    public void refresh(EngineSnapshot engine, LagSnapshot lag) {
        Rows rows = new Rows();
        engine.partitions().forEach(rows::add);
        lag.partitions().forEach(rows::add);
        if (lag.epochMillis() > 0) {
            lookedAt = lag.epochMillis();
        }
        gauges.forEach((name, gauge) -> gauge.register(rows.of(name), true));
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        gauges.values().forEach(gauge -> gauge.register(List.of(), true));
        registry.remove(sampleAge);
    }

    /** What one refresh registers. */
    private static final class Rows {
        private final Map<MetricName, List<MultiGauge.Row<?>>> rows = new EnumMap<>(MetricName.class);

        void add(PartitionSnapshot partition) {
            Tags tags = tags(partition.topic(), partition.partition());
            PauseReason reason = partition.pauseReason();
            put(MetricName.PARTITION_PAUSED, tags.and("reason", Labels.of(reason)), reason == PauseReason.NONE ? 0 : 1);
            put(MetricName.PARTITION_IN_FLIGHT, tags, partition.inFlight());
            put(MetricName.PARTITION_ACKED_BEYOND, tags, partition.ackedBeyond());
            put(MetricName.PARTITION_OLDEST_AGE, tags, partition.oldestInFlightAgeMs() / MS_PER_SECOND);
        }

        void add(PartitionLag lag) {
            Tags tags = tags(lag.topic(), lag.partition());
            put(MetricName.PARTITION_END, tags, (double) lag.endOffset());
            put(MetricName.PARTITION_COMMITTED, tags, (double) lag.committed());
            put(MetricName.PARTITION_LAG, tags, (double) lag.lagRecords());
            lag.lagMs()
                    .ifPresent(ms -> put(
                            MetricName.PARTITION_LAG_TIME,
                            tags.and("estimated", Boolean.toString(lag.estimated())),
                            ms / MS_PER_SECOND));
        }

        private static Tags tags(String topic, int partition) {
            return Tags.of("topic", topic, "partition", Integer.toString(partition));
        }

        void put(MetricName name, Tags tags, double value) {
            rows.computeIfAbsent(name, _ -> new ArrayList<>()).add(MultiGauge.Row.of(tags, value));
        }

        List<MultiGauge.Row<?>> of(MetricName name) {
            return rows.getOrDefault(name, List.of());
        }
    }
}
