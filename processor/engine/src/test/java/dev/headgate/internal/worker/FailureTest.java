package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.HaltException;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a record that fails. */
@Timeout(60)
public class FailureTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofMinutes(10);

    private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();

    private PipelineFixture.Builder failing(int workers, Exception failure) {
        return PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(3, SHORT)
                .deadLetters((letter, context) -> {
                    deadLetters.add(letter);
                    return Ack.now();
                })
                .handler(workers, (record, context) -> {
                    if (context.offset() == 0) {
                        attempts.incrementAndGet();
                        throw failure;
                    }
                    return record;
                });
    }

    /** One worker and one key each: a record that waits out a backoff holds neither. */
    @ParameterizedTest
    @EnumSource
    void a_record_that_waits_for_its_next_attempt_holds_no_worker(ThreadKind threads) {
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .retry(new RetryPolicy(2, LONG, 1, LONG, 0))
                .handler(1, (record, context) -> {
                    if (context.offset() == 0) {
                        throw new IOException("once more, much later");
                    }
                    return record;
                })
                .start()) {
            bench.submit(21, 21);
            bench.awaitEnded(20);
            assertThat(bench.ended).extracting(Job::offset).doesNotContain(0L);
            assertThat(bench.pipeline.stats().retries()).isEqualTo(1);
            assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(line -> assertThat(line).contains("orders-0@0", "attempt 1", "once more"));
        }
    }

    @Test
    void only_the_lane_of_a_record_waits_for_its_next_attempt() {
        List<Long> order = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(5, Duration.ofMillis(30))
                .handler(4, (record, context) -> {
                    if (context.offset() == 0 && context.attempt() < 4) {
                        throw new IOException("not yet");
                    }
                    order.add(context.offset());
                    return record;
                })
                .start()) {
            bench.submit("a");
            bench.submit("a");
            bench.submit("b");
            bench.awaitAll();
            assertThat(order).containsExactly(2L, 0L, 1L);
            assertThat(bench.pipeline.stats().retries()).isEqualTo(3);
        }
    }

    @Test
    void attempts_exhausted_it_is_skipped_where_the_policy_says_so() {
        try (PipelineFixture bench = failing(1, new IOException("boom"))
                .onFailure(FailurePolicy.SKIP)
                .start()) {
            bench.submit(2, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.SKIPPED, Outcome.Plain.ACKED);
        }
        assertThat(attempts).hasValue(3);
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void attempts_exhausted_it_is_dead_lettered_with_its_bytes_its_reason_and_their_number() {
        IOException boom = new IOException("boom");
        try (PipelineFixture bench =
                failing(1, boom).onFailure(FailurePolicy.DEAD_LETTER).start()) {
            bench.submit(2, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.DEAD_LETTERED, Outcome.Plain.ACKED);
            assertThat(deadLetters).singleElement().satisfies(letter -> {
                assertThat(letter.record())
                        .usingRecursiveComparison()
                        .isEqualTo(bench.submitted.getFirst().record());
                assertThat(letter.reason()).isSameAs(boom);
                assertThat(letter.attempts()).isEqualTo(3);
            });
        }
    }

    @Test
    void attempts_exhausted_it_halts_and_its_lane_stays_closed() {
        PipelineFixture bench = failing(2, new IOException("boom")).start();
        try (bench) {
            bench.submit("a");
            bench.submit("a");
            bench.submit("b");
            bench.awaitEnded(2);
            assertThat(bench.submitted.get(0).outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Halted.class,
                            halt -> assertThat(halt.message()).contains("orders-0@0", "halt", "boom"));
        }
        assertThat(bench.ended).extracting(Job::offset).as("what is behind it").doesNotContain(1L);
    }

    @Test
    void a_rejected_record_is_tried_once() {
        try (PipelineFixture bench = failing(1, new RejectedRecordException("never"))
                .onFailure(FailurePolicy.SKIP)
                .start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.SKIPPED);
        }
        assertThat(attempts).hasValue(1);
    }

    @Test
    void a_fatal_failure_halts_whatever_the_policy() {
        Exception fatal = new HaltException("fenced", new IOException());
        try (PipelineFixture bench =
                failing(1, fatal).onFailure(FailurePolicy.SKIP).start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).first().isInstanceOf(Outcome.Halted.class);
        }
    }

    @Test
    void an_error_is_the_records_failure_and_the_worker_goes_on() {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.PLATFORM)
                .onFailure(FailurePolicy.SKIP)
                .handler(1, (record, context) -> {
                    if (context.offset() == 0) {
                        throw new StackOverflowError();
                    }
                    return record;
                })
                .start()) {
            bench.submit(2, 2);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.SKIPPED, Outcome.Plain.ACKED);
        }
    }

    @Test
    void a_retry_goes_on_at_the_stage_that_failed_with_the_input_it_had() {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        List<Object> delivered = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(5, SHORT)
                .stage(StageOptions.workers(1), (input, context) -> "first " + first.incrementAndGet())
                .stage(StageOptions.workers(1), (input, context) -> {
                    if (second.incrementAndGet() < 3) {
                        throw new IOException("again");
                    }
                    return input + ", second";
                })
                .sink((result, context) -> {
                    delivered.add(result);
                    return delivered.size() < 3 ? CompletableFuture.failedStage(new IOException("again")) : Ack.now();
                })
                .start()) {
            bench.submit("a");
            bench.awaitAll();
        }
        assertThat(first).hasValue(1);
        assertThat(second).hasValue(3);
        assertThat(delivered).hasSize(3).containsOnly("first 1, second");
    }

    @Test
    void a_dead_letter_is_tried_until_it_is_written() {
        AtomicInteger tries = new AtomicInteger();
        try (PipelineFixture bench = failing(1, new RejectedRecordException("never"))
                .onFailure(FailurePolicy.DEAD_LETTER)
                .deadLetters((letter, context) -> switch (tries.incrementAndGet()) {
                    case 1, 2, 3, 4 -> throw new IOException("no topic yet");
                    case 5, 6, 7, 8 -> CompletableFuture.failedStage(new IOException("no leader yet"));
                    default -> CompletableFuture.completedStage(Ack.DELIVERED);
                })
                .start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.DEAD_LETTERED);
        }
        assertThat(tries).hasValue(9);
    }

    @Test
    void a_dead_letter_that_can_never_be_written_halts() {
        try (PipelineFixture bench = failing(1, new RejectedRecordException("never"))
                .onFailure(FailurePolicy.DEAD_LETTER)
                .deadLetters((letter, context) -> {
                    throw new RejectedRecordException("too large");
                })
                .start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).first().isInstanceOf(Outcome.Halted.class);
        }
    }

    /** A sink outside this code base may break the contract; the record fails, and does not stay in flight for ever. */
    @Test
    @SuppressWarnings("NullAway") // what is tested is a sink that doesn't keep to it
    void a_sink_that_returns_nothing_has_failed() {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .onFailure(FailurePolicy.SKIP)
                .handler(1, (record, context) -> record)
                .sink((result, context) -> null)
                .start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.SKIPPED);
            assertThat(bench.pipeline.stats().delivering()).isZero();
        }
    }

    /** Its sink may wait long for a topic that is gone, and until it speaks nothing else would name the cause. */
    @Test
    void a_dead_letter_without_an_answer_is_told_again_and_again() {
        CompletableFuture<Ack> answer = new CompletableFuture<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .onFailure(FailurePolicy.DEAD_LETTER)
                .deadLetters((letter, context) -> answer)
                .scheduler(FailureTest::aThousandTimesFaster)
                .handler(1, (record, context) -> {
                    throw new IllegalStateException("never");
                })
                .start()) {
            bench.submit("a");
            await().untilAsserted(() -> assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(line -> assertThat(line).contains("orders-0@0 is not in the dead letters")));
            long told = bench.pipeline.stats().failures();
            await().until(() -> bench.pipeline.stats().failures() > told);
            answer.complete(Ack.DELIVERED);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.DEAD_LETTERED);
        }
    }

    private static Scheduler aThousandTimesFaster(Scheduler timers) {
        return new Scheduler() {
            @Override
            public long nanoTime() {
                return timers.nanoTime();
            }

            @Override
            public Task schedule(Runnable task, long delayNanos) {
                return timers.schedule(task, delayNanos / 1_000);
            }

            @Override
            public void repeat(Runnable task, long periodNanos) {
                timers.repeat(task, periodNanos);
            }
        };
    }
}
