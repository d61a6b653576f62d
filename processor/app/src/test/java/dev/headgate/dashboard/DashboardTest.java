package dev.headgate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.state.DurationCounts;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PauseReason;
import dev.headgate.state.Snapshots;
import dev.headgate.state.TimeCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DashboardTest {
    private final AtomicReference<EngineSnapshot> engine = new AtomicReference<>(new Snapshots().take());
    private final AtomicReference<TimeCounts> times = new AtomicReference<>(TimeCounts.NONE);
    private final AtomicReference<LagSnapshot> lag = new AtomicReference<>(LagSnapshot.NONE);
    private final StateView view = new StateView("group", List.of("orders"), engine::get, lag::get, times::get);
    private final Dashboard dashboard = new Dashboard(view, false, () -> 1_000_000);

    @AfterEach
    void close() {
        dashboard.close();
    }

    private static DurationCounts counts(long upTo1Ms, long upTo5Ms) {
        List<Long> counts = new ArrayList<>(Collections.nCopies(15, 0L));
        counts.set(0, upTo1Ms);
        counts.set(1, upTo5Ms);
        return new DurationCounts(counts);
    }

    @Test
    void rates_are_of_the_time_between_two_snapshots() {
        engine.set(new Snapshots().at(1_002_000).counted(500, 300, 20, 0).take());
        dashboard.look();
        Sample sample = dashboard.history().getLast();
        assertThat(sample.rates().in()).isEqualTo(250);
        assertThat(sample.rates().out()).isEqualTo(150);
        assertThat(sample.rates().givenUp()).isEqualTo(10);
    }

    @Test
    void latencies_are_of_the_last_interval_alone() {
        times.set(new TimeCounts(counts(1_000, 0), counts(10, 0), counts(0, 0)));
        dashboard.look();
        times.set(new TimeCounts(counts(1_000, 100), counts(10, 0), counts(0, 0)));
        dashboard.look();
        Sample sample = dashboard.history().getLast();
        assertThat(sample.latencies().queue().orElseThrow().p50Ms()).isBetween(1.0, 5.0);
        assertThat(sample.latencies().handler()).isEmpty();
        assertThat(sample.latencies().sink()).isEmpty();
    }

    @Test
    void a_frame_is_made_of_the_freshest_snapshot() {
        engine.set(new Snapshots().paused(PauseReason.OPERATOR).take());
        assertThat(dashboard.read().engine().pauseReason()).isEqualTo(PauseReason.OPERATOR);
        assertThat(dashboard.read().verdict().headline()).contains("operator");
        assertThat(dashboard.read().now().pauses().reason()).isEqualTo(PauseReason.OPERATOR);
    }

    /** The verdict told the lag of a second ago above rows that added up to another. */
    @Test
    void a_frame_has_one_lag_in_its_sentence_its_figures_and_its_rows() {
        lag.set(lagOf(436, 999_000));
        dashboard.look();
        lag.set(lagOf(1_170, 1_000_000));
        Frame frame = dashboard.read();
        assertThat(frame.lag().totalRecords()).isEqualTo(1_170);
        assertThat(frame.now().lag().records()).isEqualTo(1_170);
        assertThat(frame.verdict().headline()).contains("1,170 records behind");
    }

    private static LagSnapshot lagOf(long records, long epochMillis) {
        PartitionLag one =
                new PartitionLag("orders", 0, 5_000, 5_000 - records, records, OptionalLong.of(100), false, 0);
        return new LagSnapshot(epochMillis, List.of(one), Optional.empty());
    }

    @Test
    void what_changes_becomes_an_event_latest_first() {
        engine.set(new Snapshots()
                .paused(PauseReason.DOWNSTREAM_UNAVAILABLE)
                .error("boom")
                .take());
        dashboard.look();
        engine.set(new Snapshots().error("boom").rebalanced(1, 1).partitions().take());
        dashboard.look();
        engine.set(new Snapshots()
                .error("boom")
                .state(EngineState.DRAINING)
                .partitions()
                .take());
        dashboard.look();
        assertThat(dashboard.read().events())
                .extracting(Event::text)
                .containsExactly(
                        "the engine is draining",
                        "rebalance: 0 partitions assigned (-1)",
                        "resumed, after a pause: downstream unavailable",
                        "boom",
                        "all partitions paused: downstream unavailable");
    }

    @Test
    void a_pause_between_two_looks_and_one_of_a_single_partition_have_their_true_share() {
        Map<PauseReason, Long> before = Map.of(PauseReason.QUEUE, 5_000L);
        engine.set(new Snapshots()
                .partitions(
                        Snapshots.partition(0, 0, PauseReason.NONE, before),
                        Snapshots.partition(1, 0, PauseReason.NONE, before))
                .take());
        dashboard.look();
        engine.set(new Snapshots()
                .at(1_001_000)
                .partitions(
                        Snapshots.partition(
                                0, 0, PauseReason.NONE, Map.of(PauseReason.QUEUE, 5_300L, PauseReason.WINDOW, 500L)),
                        Snapshots.partition(1, 0, PauseReason.NONE, Map.of(PauseReason.QUEUE, 5_300L)))
                .take());
        dashboard.look();
        Sample sample = dashboard.history().getLast();
        assertThat(sample.pauses().reason()).isEqualTo(PauseReason.NONE);
        assertThat(sample.pauses().share()).isEqualTo(Map.of(PauseReason.QUEUE, 0.3, PauseReason.WINDOW, 0.25));
    }

    @Test
    void a_single_partition_that_is_paused_is_named() {
        engine.set(new Snapshots()
                .partitions(Snapshots.partition(0, 0), Snapshots.partition(3, 0, PauseReason.WINDOW, Map.of()))
                .take());
        dashboard.look();
        assertThat(dashboard.read().events()).extracting(Event::text).contains("orders-3 paused: window");
    }

    @Test
    void a_failure_that_repeats_is_one_line_with_its_count_and_its_times() {
        for (int second = 1; second <= 3; second++) {
            engine.set(new Snapshots()
                    .at(1_000_000 + 1_000L * second)
                    .error("orders-0@" + second + " attempt 1: IllegalStateException: boom")
                    .failed(10L * second, Map.of())
                    .counted(100, 90, 5L * second, 0)
                    .take());
            dashboard.look();
        }
        assertThat(dashboard.read().events())
                .containsExactly(
                        new Event(
                                1_003_000,
                                Event.Kind.ERROR,
                                Level.WATCH,
                                "orders-0@3 attempt 1: IllegalStateException: boom",
                                30,
                                1_001_000),
                        new Event(1_003_000, Event.Kind.GIVEN_UP, Level.WATCH, "dead letters", 15, 1_001_000));
    }

    @Test
    void the_same_failure_with_the_same_text_is_counted_too() {
        for (int second = 1; second <= 2; second++) {
            engine.set(new Snapshots()
                    .error("boom")
                    .failed(second, Map.of())
                    .counted(0, 0, 0, 0)
                    .take());
            dashboard.look();
        }
        assertThat(dashboard.read().events())
                .singleElement()
                .satisfies(event -> assertThat(event.times()).isEqualTo(2));
    }

    @Test
    void history_and_events_are_bounded() {
        for (int i = 0; i < 3 * Dashboard.KEPT; i++) {
            engine.set(new Snapshots().rebalanced(i + 1, 0).take());
            dashboard.look();
        }
        assertThat(dashboard.history()).hasSize(Dashboard.KEPT);
        assertThat(dashboard.read().events()).hasSize(50);
    }

    @Test
    void subscribers_get_each_frame() {
        List<Frame> frames = new ArrayList<>();
        dashboard.subscribe(frames::add);
        dashboard.look();
        dashboard.look();
        assertThat(frames).hasSize(2);
        assertThat(Latency.between(DurationCounts.NONE, DurationCounts.NONE)).isEqualTo(Optional.empty());
    }
}
