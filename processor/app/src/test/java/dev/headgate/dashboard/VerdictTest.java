package dev.headgate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.state.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
                new Sample.Lag(lagRecords, lagMs, 0, 0),
                20,
                4,
                8,
                1,
                new Sample.Pauses(0, reason, Map.of(reason, 1.0)),
                new Sample.Latencies(fast, fast, slow));
    }

    /** So many records a second in and out, the lag asked for each second, up to now. */
    private static List<Sample> flow(int seconds, double in, double out, long lagRecords) {
        return IntStream.rangeClosed(0, seconds)
                .mapToObj(second -> {
                    long time = NOW - 1_000L * (seconds - second);
                    return new Sample(
                            time,
                            new Sample.Rates(out, out, 0, 0),
                            new Sample.Lag(
                                    Math.round(lagRecords + second * (in - out)),
                                    20_000,
                                    Math.round(50_000 + second * in),
                                    time),
                            20,
                            4,
                            8,
                            1,
                            new Sample.Pauses(0, PauseReason.NONE, Map.of()),
                            new Sample.Latencies(Optional.empty(), Optional.empty(), Optional.empty()));
                })
                .toList();
    }

    private static Verdict judge(Snapshots engine, List<Sample> history, long nowMillis) {
        return Verdict.of(engine.at(nowMillis).take(), nowMillis, history);
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
    void what_comes_in_and_goes_out_is_told_with_a_lag_that_grows() {
        Verdict growing = judge(new Snapshots(), flow(30, 1_300, 300, 5_000), NOW);
        assertThat(growing.headline())
                .contains("Falling behind: 1,300 records/s come in, 300 go out", "35,000 records behind (20 s)");
        assertThat(growing.level()).isEqualTo(Level.WATCH);
    }

    /** The lag was far smaller a minute ago. */
    @Test
    void a_burst_that_drains_is_caught_up_with_from_the_first_moment_on() {
        List<Sample> history = new ArrayList<>(flow(30, 0, 0, 0).subList(0, 1));
        history.addAll(flow(5, 0, 1_900, 60_000));
        Verdict shrinking = judge(new Snapshots(), history.subList(1, history.size()), NOW);
        assertThat(shrinking.headline())
                .contains("Catching up: 0.0 records/s come in, 1,900 go out", "none in about 26 s");
        assertThat(shrinking.level()).isEqualTo(Level.OK);
    }

    @Test
    void what_holds_its_distance_is_running_behind() {
        Verdict steady = judge(new Snapshots(), flow(30, 500, 500, 40_000), NOW);
        assertThat(steady.headline()).contains("Running behind: 500 records/s come in, 500 go out");
        assertThat(steady.level()).isEqualTo(Level.WATCH);
    }

    /** Each transaction's marker takes an offset. */
    @Test
    void offsets_that_are_no_records_are_not_taken_for_a_lag_that_grows() {
        List<Sample> marked = flow(30, 1_000, 500, 40_000).stream()
                .map(sample -> new Sample(
                        sample.epochMillis(),
                        sample.rates(),
                        new Sample.Lag(
                                40_000,
                                20_000,
                                sample.lag().endOffsets(),
                                sample.lag().asOfMillis()),
                        20,
                        4,
                        8,
                        1,
                        sample.pauses(),
                        sample.latencies()))
                .toList();
        assertThat(judge(new Snapshots(), marked, NOW).headline()).contains("Running behind");
    }

    @Test
    void brokers_that_do_not_answer_are_bad_news_within_ten_seconds_and_never_green() {
        List<Sample> history = flow(30, 100, 100, 50);
        Snapshots engine = new Snapshots();
        assertThat(judge(engine, history, NOW + 9_000).headline()).doesNotContain("Kafka");
        Verdict away = judge(engine, history, NOW + 11_000);
        assertThat(away.level()).isEqualTo(Level.BAD);
        assertThat(away.headline()).contains("Kafka has not answered for 11 s", "the lag is not known");
        Verdict unassigned = judge(engine.partitions(), history, NOW + 64_000);
        assertThat(unassigned.headline()).contains("Kafka has not answered").doesNotContain("other members");
    }

    @Test
    void brokers_that_are_asked_seldom_are_not_taken_for_silent() {
        List<Sample> seldom = Stream.of(
                        flow(60, 100, 100, 50).getFirst(),
                        flow(20, 100, 100, 50).getFirst())
                .toList();
        assertThat(judge(new Snapshots(), seldom, NOW).headline()).doesNotContain("Kafka");
    }

    @Test
    void a_record_that_only_waits_in_a_long_queue_is_not_stuck() {
        PartitionSnapshot.Oldest waits = new PartitionSnapshot.Oldest(42, 42, 300_000, 0);
        Verdict verdict = judge(new Snapshots().partitions(Snapshots.partition(3, waits, PauseReason.NONE, Map.of())));
        assertThat(verdict.headline()).doesNotContain("Stuck");
    }

    @Test
    void a_partition_that_an_operator_paused_is_named() {
        Verdict verdict = judge(
                new Snapshots()
                        .partitions(
                                Snapshots.partition(0, 10), Snapshots.partition(3, 10, PauseReason.OPERATOR, Map.of())),
                flow(30, 1_300, 300, 5_000),
                NOW);
        assertThat(verdict.headline()).contains("Paused by an operator: orders-3, until somebody resumes");
        assertThat(verdict.level()).isEqualTo(Level.WATCH);
    }

    @Test
    void a_limit_in_force_is_named_and_not_the_handler() {
        List<Sample> full = IntStream.range(0, 10)
                .mapToObj(second -> sample(second, 500, 900, PauseReason.FAIR_SHARE))
                .toList();
        assertThat(judge(new Snapshots().workers(1, 1, 8, 0).take(), full).headline())
                .contains("Held back by the limit of 1 workers at once, of 8");
        assertThat(judge(new Snapshots().workers(3, 8, 8, 100).take(), full).headline())
                .contains("Held back by the handler's rate of 100 records/s");
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
