package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several engines in one registry. */
@Timeout(10)
public class MeterScopeTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** All meters of an engine that has one record in flight of its one partition. */
    private final class Metered implements AutoCloseable {
        private final Deque<AutoCloseable> parts = new ArrayDeque<>();
        private final RecordTimers timers;

        Metered(Map<String, Object> kafka) {
            MeterScope scope = open(MeterScope.ofEngine(registry, kafka));
            timers = open(new RecordTimers(scope));
            BatchSizes sizes = open(new BatchSizes(scope));
            sizes.record(1);
            var _ = open(new BuildInfo(scope, Duration.ofMinutes(5)));
            EngineSnapshot engine = engine();
            var _ = open(new EngineMeters(scope, () -> engine));
            PartitionMeters partitions = open(new PartitionMeters(scope));
            partitions.refresh(engine, LagSnapshot.NONE);
        }

        private <T extends AutoCloseable> T open(T part) {
            parts.push(part);
            return part;
        }

        private EngineSnapshot engine() {
            PartitionSnapshot partition = new PartitionSnapshot(
                    "orders",
                    0,
                    1,
                    PauseReason.QUEUE,
                    Map.of(PauseReason.QUEUE, 1L),
                    new PartitionSnapshot.Offsets(OptionalLong.of(1), OptionalLong.of(1), OptionalLong.of(1)),
                    new PartitionSnapshot.Window(1, 0, ""),
                    Optional.of(new PartitionSnapshot.Oldest(1, 1, 10, 5)));
            return new EngineSnapshot(
                    1_000,
                    EngineState.RUNNING,
                    PauseReason.NONE,
                    new EngineSnapshot.Queue(1, 20, 16, 15, 120, 200, 8),
                    new EngineSnapshot.Workers(4, 5, 3, 0),
                    EngineCounters.ZERO,
                    List.of(partition),
                    Optional.empty());
        }

        /** The engine's end. */
        void end() {
            while (!parts.isEmpty()) {
                try {
                    parts.pop().close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public void close() {
            end();
        }
    }

    private static Map<String, Object> group(String name) {
        return Map.of("group.id", name);
    }

    private List<String> lines(String start) {
        return registry.scrape().lines().filter(line -> line.startsWith(start)).toList();
    }

    @Test
    void every_series_of_every_metric_is_there_for_each_engine_and_goes_with_its_own() {
        try (Metered first = new Metered(group("orders"));
                Metered second = new Metered(group("payments"))) {
            first.timers.record(1, 2, 3);
            second.timers.record(1, 2, 3);
            second.timers.record(1, 2, 3);
            assertThat(lines("headgate_record_wait_seconds_count"))
                    .containsExactlyInAnyOrder(
                            "headgate_record_wait_seconds_count{engine=\"headgate\",group=\"orders\"} 1",
                            "headgate_record_wait_seconds_count{engine=\"headgate\",group=\"payments\"} 2");
            List<String> all = lines("headgate_");
            assertThat(all).allMatch(line -> line.contains("group=\"orders\"") || line.contains("group=\"payments\""));
            List<String> ofFirst = names(all, "orders");
            assertThat(ofFirst).hasSizeGreaterThan(100).isEqualTo(names(all, "payments"));

            first.end();
            assertThat(lines("headgate_")).allMatch(line -> line.contains("group=\"payments\""));
            assertThat(names(lines("headgate_"), "payments")).isEqualTo(ofFirst);
        }
        assertThat(registry.scrape()).isEmpty();
    }

    private static List<String> names(List<String> lines, String group) {
        return lines.stream()
                .filter(line -> line.contains("group=\"" + group + "\""))
                .map(line -> line.substring(0, line.lastIndexOf(' ')).replace("group=\"" + group + "\"", ""))
                .sorted()
                .toList();
    }

    @Test
    void engines_of_one_group_have_names_of_their_own_that_are_free_again_after_them() {
        try (Metered _ = new Metered(group("orders"));
                Metered second = new Metered(group("orders"))) {
            assertThat(lines("headgate_partitions_assigned"))
                    .containsExactlyInAnyOrder(
                            "headgate_partitions_assigned{engine=\"headgate\",group=\"orders\"} 1.0",
                            "headgate_partitions_assigned{engine=\"headgate-2\",group=\"orders\"} 1.0");
            second.end();
            try (Metered _ = new Metered(group("orders"));
                    Metered _ = new Metered(Map.of("group.id", "orders", "client.id", "billing"))) {
                assertThat(lines("headgate_partitions_assigned"))
                        .hasSize(3)
                        .anyMatch(line -> line.contains("\"headgate-2\""))
                        .anyMatch(line -> line.contains("\"billing\""));
            }
        }
    }

    @Test
    void the_common_tags_of_the_registry_are_on_every_series() {
        registry.config().commonTags("application", "shop");
        try (Metered _ = new Metered(group("orders"))) {
            assertThat(lines("headgate_"))
                    .hasSizeGreaterThan(100)
                    .allMatch(line -> line.contains("application=\"shop\"") && line.contains("group=\"orders\""));
        }
    }

    @Test
    void what_the_filters_of_the_registry_deny_or_rename_is_denied_or_renamed_for_histograms_too() {
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("headgate.record.wait"))
                .meterFilter(MeterFilter.renameTag("headgate.commit", "outcome", "how"));
        try (Metered _ = new Metered(group("orders"))) {
            assertThat(lines("headgate_record_wait")).isEmpty();
            assertThat(lines("headgate_commit_seconds_count")).hasSize(2).allMatch(line -> line.contains("how=\""));
        }
        assertThat(registry.scrape()).isEmpty();
    }

    @Test
    void a_scrape_works_though_a_filter_takes_away_what_tells_the_engines_apart() {
        registry.config().meterFilter(MeterFilter.ignoreTags("group", "engine"));
        try (Metered first = new Metered(group("orders"));
                Metered second = new Metered(group("payments"))) {
            first.timers.record(1, 2, 3);
            second.timers.record(1, 2, 3);
            assertThat(lines("headgate_record_wait_seconds_count"))
                    .containsExactly("headgate_record_wait_seconds_count 2");
        }
    }
}
