package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.ThreadKind;
import dev.headgate.state.Outcome;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits that change while records are under way. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class LiveLimitsTest {
    private static final int WORKERS = 8;
    private static final int RECORDS = 60;

    private final AtomicInteger inHand = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final Semaphore mayEnd = new Semaphore(0);
    private final Queue<CompletableFuture<Object>> open = new ConcurrentLinkedQueue<>();

    /** The kinds of work that a first stage may do. */
    enum Kind {
        ONE_BY_ONE,
        ASYNC,
        BATCHES
    }

    private void enter() {
        most.accumulateAndGet(inHand.incrementAndGet(), Math::max);
        begun.incrementAndGet();
    }

    private PipelineFixture bench(Kind kind) {
        PipelineFixture.Builder builder = PipelineFixture.of(ThreadKind.VIRTUAL);
        return switch (kind) {
            case ONE_BY_ONE ->
                builder.handler(WORKERS, (record, context) -> {
                            work();
                            return record;
                        })
                        .start();
            case BATCHES ->
                builder.batches(
                                WORKERS,
                                new BatchOptions(2, Long.MAX_VALUE, Duration.ZERO, BatchOptions.Per.ANY),
                                (records, context) -> {
                                    work();
                                    return BatchResult.whole(records.size());
                                })
                        .start();
            case ASYNC ->
                builder.async(WORKERS, (record, context) -> {
                            enter();
                            CompletableFuture<Object> answer = new CompletableFuture<>();
                            open.add(answer);
                            return answer;
                        })
                        .start();
        };
    }

    private void work() throws InterruptedException {
        enter();
        try {
            mayEnd.acquire();
        } finally {
            inHand.decrementAndGet();
        }
    }

    private void end(Kind kind, int count) {
        if (kind != Kind.ASYNC) {
            mayEnd.release(count);
            return;
        }
        for (int i = 0; i < count; i++) {
            CompletableFuture<Object> answer = open.remove();
            inHand.decrementAndGet();
            answer.complete("done");
        }
    }

    private void endAll(Kind kind, PipelineFixture bench) {
        mayEnd.release(10 * RECORDS);
        await().until(() -> {
            end(kind, kind == Kind.ASYNC ? open.size() : 0);
            return bench.completions.size() == RECORDS;
        });
        bench.awaitAll();
    }

    @ParameterizedTest
    @EnumSource
    void a_lower_limit_lets_what_is_under_way_end_and_then_holds(Kind kind) {
        try (PipelineFixture bench = bench(kind)) {
            bench.submit(RECORDS, RECORDS);
            await().until(() -> inHand.get() == WORKERS);
            bench.pipeline.limits().limitWorkers(2);
            assertThat(bench.pipeline.stats().workersLimit()).isEqualTo(2);
            end(kind, 6);
            await().until(() -> inHand.get() == 2);
            most.set(0);
            for (int i = 0; i < 5; i++) {
                int before = begun.get();
                end(kind, 1);
                await("record " + i).until(() -> begun.get() == before + 1);
            }
            assertThat(most).as("at once, the limit being 2").hasValue(2);
            endAll(kind, bench);
            assertThat(most).as("at once, the limit being 2").hasValue(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_higher_limit_starts_records_that_wait(Kind kind) {
        try (PipelineFixture bench = bench(kind)) {
            bench.pipeline.limits().limitWorkers(1);
            bench.submit(RECORDS, RECORDS);
            await().until(() -> inHand.get() == 1);
            bench.pipeline.limits().limitWorkers(5);
            await().until(() -> inHand.get() == 5);
            bench.pipeline.limits().limitWorkers(WORKERS);
            await().until(() -> inHand.get() == WORKERS);
            assertThat(most).hasValue(WORKERS);
            endAll(kind, bench);
        }
    }

    @Test
    void a_limit_out_of_its_range_is_refused_and_changes_nothing() {
        try (PipelineFixture bench = bench(Kind.ONE_BY_ONE)) {
            for (int limit : new int[] {0, -1, WORKERS + 1}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> bench.pipeline.limits().limitWorkers(limit))
                        .withMessageContaining("from 1 to 8")
                        .withMessageContaining("not " + limit);
            }
            assertThat(bench.pipeline.stats().workersLimit()).isEqualTo(WORKERS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void records_that_wait_for_a_rate_start_by_the_new_one(Kind kind) {
        try (PipelineFixture bench = bench(kind)) {
            bench.pipeline.limits().limitRate(1.0 / 3_600);
            assertThat(bench.pipeline.stats().handlerRate()).isEqualTo(1.0 / 3_600);
            bench.submit(RECORDS, RECORDS);
            await().until(() -> bench.pipeline.stats().activeWorkers() == WORKERS);
            assertThat(inHand.get()).isLessThanOrEqualTo(1);
            bench.pipeline.limits().limitRate(0);
            await().until(() -> inHand.get() == WORKERS);
            endAll(kind, bench);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_revoke_starts_nothing_that_waits_for_the_rate(Kind kind) {
        try (PipelineFixture bench = bench(kind)) {
            bench.pipeline.limits().limitRate(1.0 / 3_600);
            bench.submit(RECORDS, RECORDS);
            await().until(() -> bench.pipeline.stats().activeWorkers() == WORKERS);
            bench.revoke();
            mayEnd.release(RECORDS);
            await().until(() -> {
                bench.pipeline.flush();
                end(kind, kind == Kind.ASYNC ? open.size() : 0);
                return bench.completions.size() == RECORDS;
            });
            bench.awaitAll();
            assertThat(most.get()).as("the first, at most").isLessThanOrEqualTo(1);
            assertThat(bench.outcomes())
                    .filteredOn(Outcome.Plain.DROPPED::equals)
                    .hasSizeGreaterThanOrEqualTo(RECORDS - 2);
        }
    }

    @Test
    void an_adaptive_limit_counts_what_the_sink_has_and_goes_on_with_each_acknowledgement() {
        Queue<CompletableFuture<Ack>> deliveries = new ConcurrentLinkedQueue<>();
        AtomicInteger handled = new AtomicInteger();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .handler(100, (record, context) -> {
                    handled.incrementAndGet();
                    return record;
                })
                .bounded(options -> options.withAdaptive(true))
                .sink((result, context) -> {
                    CompletableFuture<Ack> acknowledgement = new CompletableFuture<>();
                    deliveries.add(acknowledgement);
                    return acknowledgement;
                })
                .start()) {
            int limit = bench.pipeline.stats().workersLimit();
            assertThat(limit).as("what it starts with").isEqualTo(20);
            bench.submit(200, 200);
            await().until(() ->
                    deliveries.size() == limit && bench.pipeline.stats().activeWorkers() == 0);
            assertThat(handled).hasValue(limit);
            deliveries.remove().complete(Ack.DELIVERED);
            await().until(() -> deliveries.size() == limit);
            assertThat(handled).hasValue(limit + 1);
            await().until(() -> {
                while (!deliveries.isEmpty()) {
                    deliveries.remove().complete(Ack.DELIVERED);
                }
                return bench.completions.size() == 200;
            });
            bench.awaitAll();
        }
    }

    @Test
    @Tag("long")
    void an_adaptive_limit_comes_down_where_records_only_wait() {
        Semaphore servers = new Semaphore(2, true);
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .handler(100, (record, context) -> {
                    servers.acquire();
                    try {
                        Thread.sleep(Duration.ofMillis(1));
                    } finally {
                        servers.release();
                    }
                    return record;
                })
                .bounded(options -> options.withAdaptive(true))
                .start()) {
            AtomicInteger lowest = new AtomicInteger(100);
            await().atMost(Duration.ofSeconds(40)).until(() -> {
                while (bench.submitted.size() - bench.completions.size() < 100 && bench.completions.size() < 60_000) {
                    bench.submit("key-" + bench.submitted.size());
                }
                return lowest.accumulateAndGet(bench.pipeline.stats().workersLimit(), Math::min) <= 12;
            });
        }
    }
}
