package dev.headgate.internal.metrics;

import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counters for partitions, which come and go as those do; Micrometer has the like for gauges only. A reason appears with all
 * partitions from the start, so that the first pause is an increase. Not thread-safe: refreshed by one thread.
 */
final class PausedTimeMeters {
    private static final double MS_PER_SECOND = 1000.0;

    private final MeterScope scope;
    private final Map<Id, Shown> shown = new HashMap<>();

    /** The epoch is part of it: a partition that comes back begins at 0, which is a counter's restart. */
    private record Id(String topic, int partition, long epoch, PauseReason reason) {}

    private record Shown(AtomicLong ms, Meter meter) {}

    PausedTimeMeters(MeterScope scope) {
        this.scope = scope;
    }

    /** Shows these partitions and no others. */
    void refresh(List<PartitionSnapshot> partitions) {
        Set<Id> present = new HashSet<>();
        partitions.forEach(partition -> ids(partition, present));
        shown.entrySet().removeIf(entry -> {
            boolean gone = !present.contains(entry.getKey());
            if (gone) {
                scope.remove(entry.getValue().meter());
            }
            return gone;
        });
        partitions.forEach(this::show);
    }

    private static void ids(PartitionSnapshot partition, Set<Id> to) {
        for (PauseReason reason : PauseReason.values()) {
            if (reason != PauseReason.NONE) {
                to.add(new Id(partition.topic(), partition.partition(), partition.epoch(), reason));
            }
        }
    }

    private void show(PartitionSnapshot partition) {
        Set<Id> ids = new HashSet<>();
        ids(partition, ids);
        for (Id id : ids) {
            shown.computeIfAbsent(id, this::register)
                    .ms()
                    .set(partition.pausedMs().getOrDefault(id.reason(), 0L));
        }
    }

    private Shown register(Id id) {
        AtomicLong ms = new AtomicLong();
        Tags tags = PartitionMeters.tags(id.topic(), id.partition()).and("reason", Labels.of(id.reason()));
        return new Shown(
                ms, scope.counter(MetricName.PARTITION_PAUSED_TIME, tags, ms, value -> value.get() / MS_PER_SECOND));
    }
}
