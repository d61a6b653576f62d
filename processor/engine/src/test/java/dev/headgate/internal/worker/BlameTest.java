package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Ack;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RecordOutcome;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Jobs;
import dev.headgate.internal.flow.Circuit;
import dev.headgate.state.Outcome;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A downstream that is away costs no record its attempts; a record that makes it look so is given up, and nothing else is. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class BlameTest {
    /** How a delivery meets nobody. */
    enum Silence {
        HANGS,
        RESETS
    }

    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long POISON = 3;

    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger inVain = new AtomicInteger();
    private volatile boolean away;

    static Stream<Arguments> silencesAndAttempts() {
        return Stream.of(Silence.values())
                .flatMap(silence -> Stream.of(1, 2, 3).map(attempts -> Arguments.of(silence, attempts)));
    }

    private CompletionStage<Ack> meetNobody(Silence silence) {
        inVain.incrementAndGet();
        return silence == Silence.HANGS ? new CompletableFuture<>() : reset();
    }

    private static CompletionStage<Ack> reset() {
        return CompletableFuture.failedStage(new DownstreamUnavailableException("reset", new IOException("reset")));
    }

    private PipelineFixture.Builder bench(Silence silence, int attempts) {
        return bench(attempts).sink((result, context) -> {
            deliveries.incrementAndGet();
            return away || context.offset() == POISON ? meetNobody(silence) : Ack.now();
        });
    }

    private static PipelineFixture.Builder bench(int attempts) {
        return PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(new RetryPolicy(attempts, Duration.ofMillis(2), 2, Duration.ofMillis(8), 0))
                .attemptTimeout(Duration.ofMillis(20))
                .onFailure(FailurePolicy.SKIP)
                .handler(4, (record, context) -> record);
    }

    private static void assertOnlyThePoisonWasGivenUp(PipelineFixture bench) {
        bench.awaitAll();
        for (Job job : bench.submitted) {
            assertThat(job.outcome())
                    .as(job.toString())
                    .isEqualTo(job.offset() == POISON ? Outcome.Plain.SKIPPED : Outcome.Plain.ACKED);
        }
    }

    @ParameterizedTest
    @MethodSource("silencesAndAttempts")
    void one_record_among_many_that_is_met_by_silence_is_given_up(Silence silence, int attempts) {
        try (PipelineFixture bench = bench(silence, attempts).start()) {
            bench.submit(10, 10);
            bench.feedUntil(() -> bench.ended.contains(bench.submitted.get((int) POISON)));
            assertOnlyThePoisonWasGivenUp(bench);
        }
        assertThat(inVain.get())
                .as("its attempts, and two that are never held against it")
                .isGreaterThanOrEqualTo(attempts + 2);
    }

    /** The handler of a batch says it of the one record, whose batch otherwise gets through. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void one_record_of_a_batch_that_alone_meets_nobody_is_given_up_and_opens_no_circuit(int attempts) {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(new RetryPolicy(attempts, Duration.ofMillis(2), 2, Duration.ofMillis(8), 0))
                .onFailure(FailurePolicy.SKIP)
                .batches(2, BatchOptions.of(5).withLinger(Duration.ofMillis(1)), (records, context) -> {
                    return BatchResult.outcomes(records.stream()
                            .map(record -> record.offset() == POISON ? timedOut() : RecordOutcome.<Object>done(""))
                            .toList());
                })
                .start()) {
            bench.submit(10, 10);
            bench.feedUntil(() -> bench.ended.contains(bench.submitted.get((int) POISON)));
            assertOnlyThePoisonWasGivenUp(bench);
            assertThat(bench.pipeline.stats().circuitOpened()).isZero();
        }
        assertThat(inVain.get())
                .as("its attempts, and two that are never held against it")
                .isGreaterThanOrEqualTo(attempts + 2);
    }

    private RecordOutcome<Object> timedOut() {
        inVain.incrementAndGet();
        return RecordOutcome.failed(new SocketTimeoutException("no answer"));
    }

    @Test
    void an_outage_that_a_batch_handler_tells_of_each_record_costs_none_its_attempts() {
        away = true;
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(new RetryPolicy(1, Duration.ofMillis(2), 2, Duration.ofMillis(8), 0))
                .onFailure(FailurePolicy.SKIP)
                .batches(2, BatchOptions.of(5), (records, context) -> {
                    assertThat(context.attempt()).isEqualTo(1);
                    return BatchResult.outcomes(records.stream()
                            .map(record -> away ? timedOut() : RecordOutcome.<Object>done(""))
                            .toList());
                })
                .start()) {
            bench.submit(20, 20);
            long deadline = System.nanoTime() + BOUND_NANOS;
            while (inVain.get() < 60) {
                assertThat(deadline - System.nanoTime()).as("the time left").isPositive();
                bench.completions.await(PipelineFixture.QUEUE, TimeUnit.MILLISECONDS.toNanos(1));
            }
            assertThat(bench.pipeline.isDownstreamUnavailable()).isTrue();
            assertThat(bench.completions.size()).as("given up so far").isZero();
            away = false;
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
    }

    /** Its circuit is open when others come, so one of these has to be the probe. */
    @ParameterizedTest
    @EnumSource
    void one_record_alone_keeps_nothing_paused_and_is_given_up_once_others_come(Silence silence) {
        try (PipelineFixture bench = bench(silence, 3).start()) {
            bench.submit(4, 4);
            long deadline = System.nanoTime() + BOUND_NANOS;
            while (bench.pipeline.stats().failedProbes() < 1
                    || bench.pipeline.wantsNoMore(bench.submitted.size() - bench.ended.size())) {
                assertThat(deadline - System.nanoTime()).as("the time left").isPositive();
                bench.completions.await(PipelineFixture.QUEUE, TimeUnit.MILLISECONDS.toNanos(1));
            }
            bench.feedUntil(() -> bench.ended.contains(bench.submitted.get((int) POISON)));
            assertOnlyThePoisonWasGivenUp(bench);
        }
    }

    /** Each attempt at it takes the server down for a while, with all that is under way there. */
    @Test
    void a_record_that_takes_the_server_down_is_given_up_and_drags_no_other_along() {
        Map<Long, CompletableFuture<Ack>> underWay = new ConcurrentHashMap<>();
        AtomicInteger draggedAlong = new AtomicInteger();
        try (Timers timers = new Timers();
                PipelineFixture bench = bench(3).sink((result, context) -> {
                            if (away) {
                                return reset();
                            }
                            if (context.offset() != POISON) {
                                return answerLater(timers, context.offset(), underWay);
                            }
                            away = true;
                            timers.schedule(() -> away = false, TimeUnit.MILLISECONDS.toNanos(20));
                            underWay.values().forEach(other -> {
                                draggedAlong.incrementAndGet();
                                other.completeExceptionally(
                                        new DownstreamUnavailableException("reset", new IOException("reset")));
                            });
                            return reset();
                        })
                        .start()) {
            bench.submit(40, 40);
            bench.feedUntil(() -> bench.ended.contains(bench.submitted.get((int) POISON)));
            assertOnlyThePoisonWasGivenUp(bench);
        }
        assertThat(draggedAlong).as("the fault fired").hasPositiveValue();
    }

    private static CompletionStage<Ack> answerLater(
            Timers timers, long offset, Map<Long, CompletableFuture<Ack>> underWay) {
        CompletableFuture<Ack> answer = new CompletableFuture<>();
        underWay.put(offset, answer);
        timers.schedule(
                () -> {
                    underWay.remove(offset);
                    answer.complete(Ack.DELIVERED);
                },
                TimeUnit.MILLISECONDS.toNanos(3));
        return answer;
    }

    @ParameterizedTest
    @MethodSource("silencesAndAttempts")
    void an_outage_with_many_records_in_flight_costs_none_its_attempts(Silence silence, int attempts) {
        outage(silence, attempts, 50);
    }

    @ParameterizedTest
    @MethodSource("silencesAndAttempts")
    void an_outage_with_one_record_in_flight_costs_it_no_attempts(Silence silence, int attempts) {
        outage(silence, attempts, 1);
    }

    private void outage(Silence silence, int attempts, int records) {
        AtomicInteger firstAttempts = new AtomicInteger();
        away = true;
        try (PipelineFixture bench = bench(attempts)
                .sink((result, context) -> {
                    firstAttempts.addAndGet(context.attempt() == 1 ? 1 : 0);
                    deliveries.incrementAndGet();
                    return away ? meetNobody(silence) : Ack.now();
                })
                .start()) {
            bench.submit(records, records);
            long deadline = System.nanoTime() + BOUND_NANOS;
            while (inVain.get() < records * 2 + 20) {
                assertThat(deadline - System.nanoTime()).as("the time left").isPositive();
                bench.completions.await(PipelineFixture.QUEUE, TimeUnit.MILLISECONDS.toNanos(1));
            }
            assertThat(bench.completions.size()).as("given up so far").isZero();
            away = false;
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
        assertThat(firstAttempts).as("no attempt counted").hasValue(deliveries.get());
    }

    /** What a downstream says of itself is believed, however often it lets others through: so does one that is overloaded. */
    @Test
    void a_record_that_an_overloaded_downstream_puts_off_again_and_again_burns_no_attempt() {
        AtomicInteger refusals = new AtomicInteger();
        try (PipelineFixture bench = bench(1).sink((result, context) -> {
                    boolean refused = context.offset() == POISON && refusals.incrementAndGet() < 20;
                    return refused
                            ? CompletableFuture.failedStage(new DownstreamUnavailableException("429", Duration.ZERO))
                            : Ack.now();
                })
                .start()) {
            bench.submit(10, 10);
            bench.feedUntil(() -> bench.ended.contains(bench.submitted.get((int) POISON)));
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
        assertThat(refusals).hasValue(20);
    }

    // ---- the rule by itself ----

    private final Circuit circuit = new Circuit(5, 1, 1);
    private final Blame blame = new Blame(circuit);
    private final Job record = Jobs.job(0);

    private boolean inVain(Job job, long now) {
        Blame.triesAgain(job, circuit);
        boolean blamed = blame.isRecords(job, now);
        circuit.failed(now, 0);
        return blamed;
    }

    @Test
    void a_delivery_that_began_before_the_failure_proves_nothing() {
        inVain(record, 10);
        inVain(record, 20);
        circuit.succeeded(15);
        assertThat(inVain(record, 30)).isFalse();
        circuit.succeeded(25);
        circuit.succeeded(31);
        assertThat(inVain(record, 40)).as("in a second spell").isFalse();
        circuit.succeeded(41);
        assertThat(inVain(record, 50)).as("in a third").isTrue();
    }

    @Test
    void an_outage_is_met_once_however_often_the_record_probes_whether_it_is_over() {
        for (int outage = 1; outage <= 2; outage++) {
            for (int i = 1; i <= 100; i++) {
                assertThat(inVain(record, outage * 1_000L + i)).isFalse();
            }
            circuit.succeeded(outage * 1_000L + 500);
        }
        assertThat(inVain(record, 5_000)).isTrue();
    }

    @Test
    void in_a_lane_by_itself_a_record_is_to_blame_once_no_outage_lasts_that_long() {
        assertThat(inVain(record, 0)).isFalse();
        assertThat(inVain(record, TimeUnit.HOURS.toNanos(1))).isFalse();
        assertThat(inVain(record, Blame.LONGEST_OUTAGE_NANOS - 1)).isFalse();
        assertThat(inVain(record, Blame.LONGEST_OUTAGE_NANOS)).isTrue();
        Job next = Jobs.job(1);
        for (int i = 1; i < 10; i++) {
            assertThat(inVain(next, i * Blame.LONGEST_OUTAGE_NANOS))
                    .as("the second record in vain shows that it was the downstream")
                    .isFalse();
        }
    }

    @Test
    void a_record_that_all_others_wait_behind_is_told_apart_by_time_alone() {
        RecordContext[] tried = new RecordContext[1];
        try (PipelineFixture bench = bench(3).ordering(Ordering.PARTITION)
                .sink((result, context) -> {
                    tried[0] = context;
                    return meetNobody(Silence.RESETS);
                })
                .start()) {
            bench.submit(3, 3);
            long deadline = System.nanoTime() + BOUND_NANOS;
            while (inVain.get() < 20) {
                assertThat(deadline - System.nanoTime()).as("the time left").isPositive();
                bench.completions.await(PipelineFixture.QUEUE, TimeUnit.MILLISECONDS.toNanos(1));
            }
            assertThat(tried[0].offset()).isZero();
            assertThat(tried[0].attempt()).isEqualTo(1);
            bench.revoke();
            bench.awaitAll();
        }
    }
}
