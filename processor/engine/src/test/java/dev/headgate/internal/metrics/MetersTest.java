package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.GiveUpReason;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.state.RetryReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class MetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MeterScope scope = MeterScope.ofEngine(registry, Map.of("group.id", "orders"));
    private final AtomicReference<EngineSnapshot> snapshot = new AtomicReference<>(engine(PauseReason.NONE, 0));

    private static EngineSnapshot engine(PauseReason reason, long acked, PartitionSnapshot... partitions) {
        EngineCounters counters = new EngineCounters(
                new EngineCounters.Records(acked, 1, 6, acked, 2, 3, 4),
                new EngineCounters.Failures(
                        0, 5, Map.of(RetryReason.TIMEOUT, 5L), Map.of(GiveUpReason.REJECTED, 4L), Map.of(), 11),
                new EngineCounters.Partitions(6, 7, 10, 3, 1, 14, 0),
                new EngineCounters.Commits(8, 9));
        return new EngineSnapshot(
                1_000,
                EngineState.RUNNING,
                reason,
                new EngineSnapshot.Queue(12, 20, 16, 15, 120, 200, 8),
                new EngineSnapshot.Workers(4, 5, 3, 250.5),
                counters,
                List.of(partitions),
                Optional.empty());
    }

    private static PartitionSnapshot partition(int number) {
        return partition(number, 1, Map.of(PauseReason.WINDOW, 2_000L));
    }

    private static PartitionSnapshot partition(int number, long epoch, Map<PauseReason, Long> pausedMs) {
        OptionalLong ten = OptionalLong.of(10);
        return new PartitionSnapshot(
                "orders",
                number,
                epoch,
                PauseReason.WINDOW,
                pausedMs,
                new PartitionSnapshot.Offsets(ten, ten, ten),
                new PartitionSnapshot.Window(7, 3, ""),
                Optional.of(new PartitionSnapshot.Oldest(10, 10, 1_500, 700)));
    }

    private static LagSnapshot lag(OptionalLong ms, int... partitions) {
        List<PartitionLag> lags = java.util.Arrays.stream(partitions)
                .mapToObj(number -> new PartitionLag("orders", number, 30, 10, 20, ms, true, 5))
                .toList();
        return new LagSnapshot(400, lags, Optional.empty());
    }

    @Test
    void the_engines_meters_follow_its_snapshots() {
        try (EngineMeters _ = new EngineMeters(scope, snapshot::get)) {
            snapshot.set(engine(PauseReason.QUEUE, 77));
            assertThat(registry.get("headgate.records.ended")
                            .tag("outcome", "acked")
                            .functionCounter()
                            .count())
                    .isEqualTo(77);
            assertThat(registry.get("headgate.in.flight").gauge().value()).isEqualTo(12);
            assertThat(registry.get("headgate.paused")
                            .tag("reason", "queue")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("headgate.paused")
                            .tag("reason", "bytes")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(registry.get("headgate.state")
                            .tag("state", "running")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("headgate.circuit.opened").functionCounter().count())
                    .isEqualTo(11);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void a_partition_that_went_away_leaves_no_meter_behind() {
        try (PartitionMeters meters = new PartitionMeters(scope)) {
            meters.refresh(engine(PauseReason.NONE, 0, partition(0), partition(1)), lag(OptionalLong.of(2_500), 0, 1));
            assertThat(registry.get("headgate.partition.lag")
                            .tag("partition", "1")
                            .gauge()
                            .value())
                    .isEqualTo(20);
            assertThat(registry.get("headgate.partition.lag.time")
                            .tag("partition", "0")
                            .gauge()
                            .value())
                    .isEqualTo(2.5);
            assertThat(registry.get("headgate.partition.paused")
                            .tag("partition", "0")
                            .tag("reason", "window")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(registry.get("headgate.lag.sample.age").gauge().value())
                    .as("the sample is of 1970")
                    .isGreaterThan(1e9);

            assertThat(pausedSeconds("1")).isEqualTo(2);
            assertThat(registry.get("headgate.partition.commit.gap")
                            .tag("partition", "1")
                            .gauge()
                            .value())
                    .isEqualTo(5);

            meters.refresh(engine(PauseReason.NONE, 0, partition(0)), lag(OptionalLong.empty(), 0, 1));
            assertThat(registry.find("headgate.partition.lag")
                            .tag("partition", "1")
                            .gauges())
                    .isEmpty();
            assertThat(registry.find("headgate.partition.lag.time").gauges())
                    .as("unknown, so not shown")
                    .isEmpty();
            assertThat(registry.find("headgate.partition.in.flight").gauges()).hasSize(1);
            assertThat(registry.find("headgate.partition.paused.time")
                            .tag("partition", "1")
                            .meters())
                    .isEmpty();
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void a_partition_that_comes_back_counts_its_pauses_anew() {
        try (PartitionMeters meters = new PartitionMeters(scope)) {
            meters.refresh(engine(PauseReason.NONE, 0, partition(1)), LagSnapshot.NONE);
            assertThat(pausedSeconds("1")).isEqualTo(2);
            PartitionSnapshot again = partition(1, 2, Map.of(PauseReason.WINDOW, 500L));
            meters.refresh(engine(PauseReason.NONE, 0, again), LagSnapshot.NONE);
            assertThat(pausedSeconds("1")).isEqualTo(0.5);
        }
    }

    private double pausedSeconds(String partition) {
        return registry.get("headgate.partition.paused.time")
                .tag("partition", partition)
                .tag("reason", "window")
                .functionCounter()
                .count();
    }

    @Test
    void what_happened_is_counted_by_kind_and_reason() {
        try (EngineMeters _ = new EngineMeters(scope, snapshot::get)) {
            snapshot.set(engine(PauseReason.NONE, 0, partition(0), partition(1)));
            assertThat(counted("headgate.rebalances", "kind", "assigned")).isEqualTo(6);
            assertThat(counted("headgate.rebalances", "kind", "revoked")).isEqualTo(3);
            assertThat(counted("headgate.rebalances", "kind", "lost")).isEqualTo(1);
            assertThat(counted("headgate.retries", "reason", "timeout")).isEqualTo(5);
            assertThat(counted("headgate.retries", "reason", "failed")).isZero();
            assertThat(counted("headgate.records.given.up", "reason", "rejected"))
                    .isEqualTo(4);
            assertThat(counted("headgate.records.given.up", "reason", "undecodable"))
                    .isZero();
            assertThat(registry.get("headgate.partitions.paused")
                            .tag("reason", "window")
                            .gauge()
                            .value())
                    .isEqualTo(2);
        }
    }

    private double counted(String name, String label, String value) {
        return registry.get(name).tag(label, value).functionCounter().count();
    }

    @Test
    void the_size_of_each_batch_is_counted() {
        try (BatchSizes sizes = new BatchSizes(scope)) {
            sizes.record(3);
            sizes.record(5);
            assertThat(registry.get("headgate.batch.size").summary().count()).isEqualTo(2);
            assertThat(registry.get("headgate.batch.size").summary().totalAmount())
                    .isEqualTo(8);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void each_meter_of_the_catalogue_is_registered_by_the_engine_but_those_of_re_drives() {
        try (EngineMeters _ = new EngineMeters(scope, snapshot::get);
                PartitionMeters partitions = new PartitionMeters(scope);
                RecordTimers timers = new RecordTimers(scope);
                BuildInfo _ = new BuildInfo(scope, Duration.ofMinutes(5));
                BatchSizes sizes = new BatchSizes(scope)) {
            timers.record(1, 2, 3);
            sizes.record(4);
            partitions.refresh(engine(PauseReason.NONE, 0, partition(0)), lag(OptionalLong.of(1), 0));
            Set<MetricName> ofTheApplication = EnumSet.of(MetricName.REDRIVES, MetricName.REDRIVE_RUNNING);
            for (MetricName name : EnumSet.complementOf(EnumSet.copyOf(ofTheApplication))) {
                assertThat(registry.find(name.meter()).meters())
                        .as(name.meter())
                        .isNotEmpty()
                        .allSatisfy(meter -> {
                            assertThat(meter.getId().getTag("group")).isEqualTo("orders");
                            assertThat(meter.getId().getTag("engine")).isEqualTo("headgate");
                        });
            }
        }
    }
}
