package dev.headgate.internal.metrics;

import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The meters of each assigned partition, which come and go with it. Micrometer's {@code MultiGauge} would register all of
 * them again at each refresh, and a scrape in that moment fails since it meets the old and the new one. Not thread-safe:
 * refreshed by one thread.
 */
public final class PartitionMeters implements AutoCloseable {
    private static final double MS_PER_SECOND = 1000.0;
    private final MeterScope scope;
    private final Meter sampleAge;
    private final PausedTimeMeters pausedTimes;
    private final Map<Id, Shown> shown = new HashMap<>();
    private volatile long lookedAt = System.currentTimeMillis();

    private record Id(MetricName name, Tags tags) {}

    private record Shown(AtomicReference<Double> value, Meter meter) {}

    /** Registers those of partitions at each {@link #refresh}. */
    public PartitionMeters(MeterScope scope) {
        this.scope = scope;
        this.pausedTimes = new PausedTimeMeters(scope);
        this.sampleAge = scope.gauge(
                MetricName.LAG_SAMPLE_AGE,
                Tags.empty(),
                this,
                self -> (System.currentTimeMillis() - self.lookedAt) / MS_PER_SECOND);
    }

    /** Shows these snapshots. A lag of a partition that has moved away since is not shown. */
    public void refresh(EngineSnapshot engine, LagSnapshot lag) {
        Rows rows = new Rows();
        engine.partitions().forEach(rows::add);
        lag.partitions().forEach(rows::add);
        if (lag.epochMillis() > 0) {
            lookedAt = lag.epochMillis();
        }
        show(rows.values);
        pausedTimes.refresh(engine.partitions());
    }

    private void show(Map<Id, Double> values) {
        shown.entrySet().removeIf(entry -> {
            boolean gone = !values.containsKey(entry.getKey());
            if (gone) {
                scope.remove(entry.getValue().meter());
            }
            return gone;
        });
        values.forEach(
                (id, value) -> shown.computeIfAbsent(id, this::register).value().set(value));
    }

    private Shown register(Id id) {
        AtomicReference<Double> value = new AtomicReference<>(0.0);
        return new Shown(value, scope.gauge(id.name(), id.tags(), value, AtomicReference::get));
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        show(Map.of());
        pausedTimes.refresh(List.of());
        scope.remove(sampleAge);
    }

    static Tags tags(String topic, int partition) {
        return Tags.of("topic", topic, "partition", Integer.toString(partition));
    }

    /** What one refresh shows. */
    private static final class Rows {
        private final Map<Id, Double> values = new HashMap<>();
        private final Set<Tags> assigned = new HashSet<>();

        void add(PartitionSnapshot partition) {
            Tags tags = tags(partition.topic(), partition.partition());
            assigned.add(tags);
            PauseReason reason = partition.pauseReason();
            put(MetricName.PARTITION_PAUSED, tags.and("reason", Labels.of(reason)), reason == PauseReason.NONE ? 0 : 1);
            put(MetricName.PARTITION_IN_FLIGHT, tags, partition.window().inFlight());
            put(MetricName.PARTITION_ACKED_BEYOND, tags, partition.window().ackedBeyond());
            Optional<PartitionSnapshot.Oldest> oldest = partition.oldest();
            put(MetricName.PARTITION_OLDEST_AGE, tags, seconds(oldest.map(PartitionSnapshot.Oldest::ageMs)));
            put(MetricName.PARTITION_OLDEST_HELD, tags, seconds(oldest.map(PartitionSnapshot.Oldest::heldMs)));
        }

        private static double seconds(Optional<Long> millis) {
            return millis.orElse(0L) / MS_PER_SECOND;
        }

        void add(PartitionLag lag) {
            Tags tags = tags(lag.topic(), lag.partition());
            if (!assigned.contains(tags)) {
                return;
            }
            put(MetricName.PARTITION_END, tags, (double) lag.endOffset());
            put(MetricName.PARTITION_COMMITTED, tags, (double) lag.committed());
            put(MetricName.PARTITION_LAG, tags, (double) lag.lagRecords());
            put(MetricName.PARTITION_COMMIT_GAP, tags, (double) lag.commitGap());
            put(MetricName.PARTITION_LAG_ESTIMATED, tags, lag.estimated() ? 1 : 0);
            lag.lagMs().ifPresent(ms -> put(MetricName.PARTITION_LAG_TIME, tags, ms / MS_PER_SECOND));
        }

        void put(MetricName name, Tags tags, double value) {
            values.put(new Id(name, tags), value);
        }
    }
}
