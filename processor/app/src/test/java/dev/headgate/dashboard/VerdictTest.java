package dev.headgate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.PauseReason;
import dev.headgate.state.Snapshots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class VerdictTest {
    private static final long NOW = 1_000_000;

    private static Verdict judge(Snapshots engine, Sample... history) {
        return judge(engine.take(), List.of(history));
    }

    private static Verdict judge(EngineSnapshot engine, List<Sample> history) {
        return Verdict.of(engine, NOW, history.isEmpty() ? List.of(sample(0, 0, 0)) : history);
    }

    private static Sample sample(int second, long lagRecords, long lagMs) {
        return sample(second, lagRecords, lagMs, PauseReason.NONE);
    }

    private static Sample sample(int second, long lagRecords, long lagMs, PauseReason reason) {
        Optional<Latency> slow = Optional.of(new Latency(80, 200));
        Optional<Latency> fast = Optional.of(new Latency(2, 5));
        return new Sample(
                NOW + 1_000L * second,
                new Sample.Rates(100, 100, 0, 0),
                new Sample.Lag(lagRecords, lagMs),
                20,
                4,
                8,
                1,
                new Sample.Pauses(0, reason, Map.of(reason, 1.0)),
                new Sample.Latencies(fast, fast, slow));
    }

    @Test
    void one_that_failed_says_why_before_all_else() {
        Verdict verdict = judge(
                new Snapshots().state(EngineState.FAILED).error("no such topic").paused(PauseReason.QUEUE));
        assertThat(verdict.level()).isEqualTo(Level.BAD);
        assertThat(verdict.headline()).isEqualTo("Failed: no such topic");
    }

    @Test
    void a_poll_thread_that_is_silent_is_bad_news() {
        Verdict verdict = judge(new Snapshots().at(NOW - 9_000));
        assertThat(verdict.level()).isEqualTo(Level.BAD);
        assertThat(verdict.headline()).contains("poll thread", "9.0 s");
    }

    @Test
    void a_sick_sink_and_an_operator_are_told_apart() {
        assertThat(judge(new Snapshots().paused(PauseReason.DOWNSTREAM_UNAVAILABLE))
                        .headline())
                .contains("downstream is unavailable");
        Verdict operator = judge(new Snapshots().paused(PauseReason.OPERATOR));
        assertThat(operator.headline()).contains("operator");
        assertThat(operator.level()).isEqualTo(Level.WATCH);
    }

    @Test
    void a_stuck_record_is_named_by_topic_partition_and_offset() {
        Verdict verdict =
                judge(new Snapshots().partitions(Snapshots.partition(0, 61_000), Snapshots.partition(3, 300_000)));
        assertThat(verdict.level()).isEqualTo(Level.BAD);
        assertThat(verdict.headline()).contains("orders-3@42", "5 min", "7 records done behind it");
    }

    @Test
    void backpressure_names_the_slower_side() {
        List<Sample> history = IntStream.range(0, 10)
                .mapToObj(second -> sample(second, 500, 900, second == 0 ? PauseReason.NONE : PauseReason.QUEUE))
                .toList();
        Verdict verdict = judge(new Snapshots().paused(PauseReason.QUEUE).take(), history);
        assertThat(verdict.headline()).contains("Held back by the sink", "90 %", "500 records behind");
        assertThat(verdict.level()).isEqualTo(Level.WATCH);
    }

    @Test
    void a_lag_that_grows_and_one_that_shrinks_are_told_apart() {
        Verdict growing = judge(new Snapshots(), sample(0, 10_000, 5_000), sample(10, 20_000, 9_000));
        assertThat(growing.headline()).contains("Falling behind by 1,000 records/s", "20,000 records behind (9.0 s)");
        assertThat(growing.level()).isEqualTo(Level.WATCH);
        Verdict shrinking = judge(new Snapshots(), sample(0, 20_000, 9_000), sample(10, 10_000, 5_000));
        assertThat(shrinking.headline()).contains("Catching up", "none in about 10 s");
        assertThat(shrinking.level()).isEqualTo(Level.OK);
    }

    @Test
    void few_records_that_are_old_are_a_lag_too() {
        Verdict verdict = judge(new Snapshots(), sample(0, 400, 30_000), sample(10, 400, 40_000));
        assertThat(verdict.headline()).contains("Running behind", "40 s", "all 8 workers are busy");
        assertThat(verdict.level()).isEqualTo(Level.WATCH);
    }

    @Test
    void one_that_keeps_up_says_so() {
        Verdict verdict = judge(new Snapshots(), sample(0, 120, 300), sample(10, 80, 200));
        assertThat(verdict.headline()).isEqualTo("Keeping up: 80 records behind (0.2 s)");
        assertThat(verdict.dataLevel()).isEqualTo(Level.OK);
    }

    @Test
    void one_without_partitions_is_idle_or_starting() {
        assertThat(judge(new Snapshots().partitions()).headline()).contains("other members");
        assertThat(judge(new Snapshots().state(EngineState.STARTING).partitions())
                        .headline())
                .contains("waiting for partitions");
    }

    @Test
    void records_that_were_gone_are_never_called_nothing_lost() {
        Verdict jumped = judge(new Snapshots().jumped(2));
        assertThat(jumped.data())
                .contains("2 times", "headgate.offsets.out-of-range")
                .doesNotContain("Nothing lost");
        assertThat(jumped.dataLevel()).isEqualTo(Level.BAD);
    }

    @Test
    void records_given_up_are_never_called_nothing_lost() {
        Verdict dead = judge(new Snapshots()
                .failed(5, Map.of("a.b.TooBig", 2L, "a.b.TooSmall", 1L))
                .counted(10, 7, 3, 0));
        assertThat(dead.data()).contains("Nothing lost", "3 records", "dead-letter", "most of them for TooBig");
        assertThat(dead.dataLevel()).isEqualTo(Level.WATCH);
        Verdict skipped = judge(new Snapshots().counted(10, 7, 0, 3));
        assertThat(skipped.data()).contains("3 records were skipped").doesNotContain("Nothing lost");
        assertThat(skipped.dataLevel()).isEqualTo(Level.BAD);
    }
}
