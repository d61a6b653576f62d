package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.state.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler that works without a thread: what it is held to, and what it isn't. */
@Tag("broker")
@Timeout(60)
class AsyncStageTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final List<CompletableFuture<Object>> open = new CopyOnWriteArrayList<>();

    private CompletableFuture<Object> opened() {
        CompletableFuture<Object> future = new CompletableFuture<>();
        open.add(future);
        return future;
    }

    @ParameterizedTest
    @EnumSource
    void an_open_call_holds_no_worker_and_no_more_are_open_than_there_are_workers(ThreadKind threads) {
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .async(4, (record, context) -> opened())
                .start()) {
            bench.submit(20, 20);
            await().until(() -> open.size() == 4);
            await().until(() -> bench.pipeline.stats().activeWorkers() == 4
                    && bench.pipeline.stats().inHand() == 4);
            for (int next = 0; next < 20; next++) {
                int called = next;
                await().until(() -> open.size() > called);
                assertThat(open.size()).as("calls begun").isLessThanOrEqualTo(called + 4);
                open.get(next).complete("done");
            }
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
            await().until(() -> bench.pipeline.stats().inHand() == 0);
        }
    }

    /** Calls of every length, ended by other threads: the bound is looked at from inside each of them. */
    @ParameterizedTest(name = "{0}, {1} workers, seed {2}")
    @CsvSource({"VIRTUAL, 1, 1", "VIRTUAL, 3, 2", "PLATFORM, 2, 3", "VIRTUAL, 16, 4"})
    void the_bound_holds_and_each_lane_keeps_its_order_though_attempts_fail(
            ThreadKind threads, int workers, long seed) {
        Random random = new Random(seed);
        boolean[] fails = new boolean[PipelineFixture.QUEUE * 3];
        for (int i = 0; i < fails.length; i++) {
            fails[i] = random.nextInt(5) == 0;
        }
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        Map<String, List<Long>> delivered = new ConcurrentHashMap<>();
        try (ExecutorService foreign = Executors.newFixedThreadPool(2);
                PipelineFixture bench = PipelineFixture.of(threads)
                        .retry(10, SHORT)
                        .async(workers, (record, context) -> {
                            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                            int attempt = (int) (record.offset() * 3 + context.attempt());
                            CompletableFuture<Object> answer = new CompletableFuture<>();
                            foreign.execute(() -> {
                                inFlight.decrementAndGet();
                                if (context.attempt() < 3 && fails[attempt]) {
                                    failures.incrementAndGet();
                                    answer.completeExceptionally(new IOException("again"));
                                } else {
                                    answer.complete(TestKafka.text(record.key()));
                                }
                            });
                            return answer;
                        })
                        .sink((key, context) -> {
                            delivered
                                    .computeIfAbsent((String) key, _ -> new CopyOnWriteArrayList<>())
                                    .add(context.offset());
                            return context.offset() % 2 == 0
                                    ? Ack.now()
                                    : CompletableFuture.supplyAsync(() -> Ack.DELIVERED, foreign);
                        })
                        .start()) {
            bench.submit(PipelineFixture.QUEUE, 37);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
            assertThat(bench.pipeline.stats().retries()).isEqualTo(failures.get());
        }
        assertThat(most.get()).isBetween(1, workers);
        assertThat(failures).hasPositiveValue();
        assertThat(delivered).hasSize(37);
        assertThat(delivered.values())
                .allSatisfy(offsets -> assertThat(offsets).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void a_lane_is_held_until_the_acknowledgement() {
        List<Long> begun = new CopyOnWriteArrayList<>();
        CompletableFuture<Ack> ack = new CompletableFuture<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .async(4, (record, context) -> {
                    begun.add(record.offset());
                    return CompletableFuture.completedFuture("done");
                })
                .sink((result, context) -> context.offset() == 0 ? ack : Ack.now())
                .start()) {
            bench.submit("a");
            bench.submit("a");
            bench.submit("b");
            bench.awaitEnded(1);
            await().untilAsserted(() -> assertThat(begun).containsExactlyInAnyOrder(0L, 2L));
            ack.complete(Ack.DELIVERED);
            bench.awaitAll();
        }
        assertThat(begun).containsExactlyInAnyOrder(0L, 2L, 1L);
    }

    @Test
    void whoever_completes_a_stage_runs_nothing_of_the_pipeline() throws Exception {
        Thread foreign = Thread.currentThread();
        List<Thread> ran = new CopyOnWriteArrayList<>();
        CountDownLatch sinkMayGoOn = new CountDownLatch(1);
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.PLATFORM)
                .async(1, (record, context) -> opened())
                .stage(StageOptions.workers(1), (input, context) -> {
                    ran.add(Thread.currentThread());
                    return input;
                })
                .sink((result, context) -> {
                    ran.add(Thread.currentThread());
                    sinkMayGoOn.await();
                    return Ack.now();
                })
                .start()) {
            bench.submit(3, 3);
            for (int i = 0; i < 3; i++) {
                int called = i;
                await().until(() -> open.size() > called);
                open.get(i).complete("done"); // comes back though the sink blocks
            }
            sinkMayGoOn.countDown();
            bench.awaitAll();
        }
        assertThat(ran).hasSize(6).doesNotContain(foreign);
    }

    @Test
    void a_call_that_is_out_of_time_is_cancelled_and_told_and_tried_again() {
        AtomicReference<@Nullable Boolean> told = new AtomicReference<>();
        List<Object> delivered = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .attemptTimeout(Duration.ofMillis(50))
                .retry(2, SHORT)
                .async(1, (record, context) -> {
                    if (context.attempt() == 2) {
                        return CompletableFuture.completedFuture("second, cancelled: " + context.isCancelled());
                    }
                    CompletableFuture<Object> first = opened();
                    var _ = first.whenComplete((result, failure) -> told.set(context.isCancelled()));
                    return first;
                })
                .sink((result, context) -> {
                    delivered.add(result);
                    return Ack.now();
                })
                .start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.ACKED);
            assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(line -> assertThat(line).contains("orders-0@0", "attempt 1", "was cancelled"));
            assertThat(bench.completions.size()).isZero();
        }
        assertThat(told.get()).isTrue();
        assertThat(delivered).containsExactly("second, cancelled: false");
    }

    @Test
    void a_stage_that_cannot_be_cancelled_loses_its_permit_and_its_record_all_the_same() {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .attemptTimeout(Duration.ofMillis(30))
                .onFailure(FailurePolicy.SKIP)
                .async(
                        1,
                        (record, context) -> record.offset() == 0
                                ? opened().minimalCompletionStage()
                                : Ack.now().thenApply(a -> a))
                .start()) {
            bench.submit(2, 2);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.SKIPPED, Outcome.Plain.ACKED);
            open.getFirst().complete("much too late");
            assertThat(bench.completions.size()).isZero();
        }
    }

    @Test
    void failures_have_the_outcomes_that_those_of_other_handlers_have() {
        List<DeadLetter> letters = new CopyOnWriteArrayList<>();
        IOException boom = new IOException("boom");
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(3, SHORT)
                .onFailure(FailurePolicy.DEAD_LETTER)
                .deadLetters((letter, context) -> {
                    letters.add(letter);
                    return Ack.now();
                })
                .async(2, (record, context) -> switch ((int) record.offset()) {
                    case 0 -> CompletableFuture.failedFuture(boom);
                    case 1 -> throw new RejectedRecordException("never");
                    case 2 ->
                        CompletableFuture.supplyAsync(() -> {
                            throw new IllegalStateException("wrapped");
                        });
                    default -> CompletableFuture.completedFuture("done");
                })
                .start()) {
            bench.submit(4, 1);
            bench.awaitAll();
            assertThat(bench.outcomes())
                    .containsExactly(
                            Outcome.Plain.DEAD_LETTERED,
                            Outcome.Plain.DEAD_LETTERED,
                            Outcome.Plain.DEAD_LETTERED,
                            Outcome.Plain.ACKED);
        }
        assertThat(letters).extracting(DeadLetter::attempts).containsExactly(3, 1, 3);
        assertThat(letters.get(0).reason()).isSameAs(boom);
        assertThat(letters.get(2).reason()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless handler does
    void a_handler_that_returns_no_stage_fails_its_record() {
        CompletableFuture<Object> nothing = null;
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .onFailure(FailurePolicy.SKIP)
                .async(1, (record, context) -> nothing)
                .start()) {
            bench.submit(1, 1);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.SKIPPED);
            assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(line -> assertThat(line).contains("returned no stage"));
        }
    }

    @Test
    void a_revoke_drops_what_waits_for_a_permit_and_delivers_what_is_open() {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .ordering(Ordering.UNORDERED)
                .async(2, (record, context) -> opened())
                .start()) {
            bench.submit(6, 6);
            await().until(() -> open.size() == 2);
            bench.revoke();
            open.forEach(call -> call.complete("done"));
            bench.awaitAll();
            assertThat(bench.outcomes().stream().filter(Outcome.Plain.ACKED::equals))
                    .hasSize(2);
            assertThat(bench.outcomes().stream().filter(Outcome.Plain.DROPPED::equals))
                    .hasSize(4);
            assertThat(open).hasSize(2);
        }
    }

    @Test
    void a_loss_tells_open_calls_and_delivers_nothing_of_them() {
        AtomicInteger delivered = new AtomicInteger();
        List<CompletableFuture<Object>> handed = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .async(2, (record, context) -> {
                    CompletableFuture<Object> call = opened();
                    handed.add(call);
                    return call;
                })
                .sink((result, context) -> {
                    delivered.incrementAndGet();
                    return Ack.now();
                })
                .start()) {
            bench.submit(2, 2);
            await().until(() -> open.size() == 2);
            bench.lose();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.DROPPED);
        }
        assertThat(handed).hasSize(2).allMatch(CompletableFuture::isCancelled);
        assertThat(delivered).hasValue(0);
    }

    @Test
    void past_the_drain_deadline_open_calls_are_cancelled() {
        ConcurrentLinkedQueue<CompletableFuture<Object>> handed = new ConcurrentLinkedQueue<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .async(3, (record, context) -> {
                    CompletableFuture<Object> call = opened();
                    handed.add(call);
                    return call;
                })
                .start()) {
            bench.submit(3, 3);
            await().until(() -> bench.pipeline.stats().inHand() == 3 && open.size() == 3);
            bench.revoke();
            bench.pipeline.cancel();
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.DROPPED);
        }
        assertThat(new ArrayList<>(handed)).hasSize(3).allMatch(CompletableFuture::isCancelled);
    }
}
