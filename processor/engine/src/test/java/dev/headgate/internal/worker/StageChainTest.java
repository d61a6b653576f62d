package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import dev.headgate.api.StageHandler;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** However small the buffers and however few the workers, a chain of stages comes to an end, and so does each record. */
@Timeout(60)
class StageChainTest {
    private static final int RECORDS = 40;
    private static final int MOST_STAGES = 5;

    /** How the work is cut short. */
    enum Cut {
        CLOSED,
        REVOKED,
        LOST
    }

    static Stream<Arguments> chains() {
        List<Arguments> chains = new ArrayList<>();
        for (ThreadKind threads : ThreadKind.values()) {
            for (int stages = 1; stages <= MOST_STAGES; stages++) {
                for (int buffer = 1; buffer <= stages; buffer++) {
                    for (int workers = 1; workers <= stages; workers++) {
                        chains.add(Arguments.of(threads, stages, buffer, workers));
                    }
                }
            }
        }
        return chains.stream();
    }

    private static PipelineFixture.Builder chain(
            ThreadKind threads, int stages, int buffer, int workers, StageHandler<Object, Object> handler) {
        PipelineFixture.Builder builder = PipelineFixture.of(threads).retry(50, Duration.ofMillis(1));
        for (int stage = 0; stage < stages; stage++) {
            builder.stage(StageOptions.workers(workers).withBuffer(buffer), handler);
        }
        return builder;
    }

    @ParameterizedTest(name = "{0}, {1} stages, buffer {2}, {3} workers")
    @MethodSource("chains")
    void a_chain_ends_every_record_once(ThreadKind threads, int stages, int buffer, int workers) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ConcurrentHashMap<Long, Integer> delivered = new ConcurrentHashMap<>();
        Sink<Object> sink = (result, context) -> {
            delivered.merge(context.offset(), 1, Integer::sum);
            return context.offset() % 2 == 0 ? Ack.now() : CompletableFuture.completedFuture(Ack.DELIVERED);
        };
        // Every seventh call fails, so that records come back while the buffers are full.
        StageHandler<Object, Object> handler = (input, context) -> {
            if (calls.incrementAndGet() % 7 == 0) {
                throw new IllegalArgumentException("again");
            }
            return input;
        };
        try (PipelineFixture bench =
                chain(threads, stages, buffer, workers, handler).sink(sink).start()) {
            bench.submit(RECORDS, 6);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
        assertThat(delivered).hasSize(RECORDS);
        assertThat(delivered.values()).containsOnly(1);
    }

    /** The cut comes while call number k is under way: before the first, between any two, after the last. */
    @ParameterizedTest
    @MethodSource("cuts")
    void ends_wherever_it_is_cut_short(ThreadKind threads, Cut cut) throws Exception {
        int stages = 3;
        int records = 8;
        for (int point = 0; point <= stages * records; point++) {
            cutAt(point, threads, cut, stages, records);
        }
    }

    static Stream<Arguments> cuts() {
        return Stream.of(ThreadKind.values())
                .flatMap(threads -> Stream.of(Cut.values()).map(cut -> Arguments.of(threads, cut)));
    }

    private static void cutAt(int point, ThreadKind threads, Cut cut, int stages, int records) throws Exception {
        String where = threads + ", " + cut + " at call " + point;
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch reached = new CountDownLatch(point == 0 ? 0 : 1);
        CountDownLatch goOn = new CountDownLatch(1);
        StageHandler<Object, Object> handler = (input, context) -> {
            if (calls.incrementAndGet() == point) {
                reached.countDown();
                goOn.await();
            }
            return input;
        };
        PipelineFixture bench =
                chain(threads, stages, 1, 1 + point % 2, handler).start();
        try {
            if (point > 0) {
                bench.submit(records, 3);
            }
            assertThat(reached.await(20, TimeUnit.SECONDS)).as(where).isTrue();
            cut(bench, cut);
            goOn.countDown();
            if (cut != Cut.CLOSED) {
                bench.submit(2, 1);
                bench.awaitAll();
                assertThat(bench.outcomes()).as(where).containsAnyOf(Outcome.Plain.DROPPED);
            }
        } finally {
            goOn.countDown();
            bench.close();
        }
        assertThat(bench.ended).as(where).doesNotHaveDuplicates();
        assertThat(bench.ended).as(where).isSubsetOf(bench.submitted);
        assertThat(workersAlive()).as(where).isZero();
    }

    private static void cut(PipelineFixture bench, Cut cut) {
        switch (cut) {
            case REVOKED -> bench.revoke();
            case LOST -> bench.lose();
            case CLOSED -> {
                bench.pipeline.cancel();
                bench.close();
            }
        }
    }

    /** Platform threads only: of virtual ones nobody keeps a list but the pool, which has joined them. */
    private static long workersAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("headgate-stage-"))
                .count();
    }

    /** A worker waits for room behind a stage that is stuck: a cancel has to reach it there too. */
    @ParameterizedTest
    @EnumSource
    void a_wait_for_room_can_be_cancelled(ThreadKind threads) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        AtomicInteger handedOn = new AtomicInteger();
        PipelineFixture bench = PipelineFixture.of(threads)
                .retry(RetryPolicy.none())
                .stage(StageOptions.workers(1), (input, context) -> {
                    handedOn.incrementAndGet();
                    return input;
                })
                .stage(StageOptions.workers(1), (input, context) -> {
                    stuck.countDown();
                    never.await();
                    return input;
                })
                .start();
        try {
            bench.submit(5, 5);
            assertThat(stuck.await(20, TimeUnit.SECONDS)).isTrue();
            // One is in the second stage, one in its buffer, one in the hands of the first stage's worker.
            await().until(() -> handedOn.get() == 3);
            bench.revoke();
            await().until(() -> {
                bench.pipeline.cancel();
                return bench.pipeline.stats().activeWorkers() == 0;
            });
            bench.awaitAll();
        } finally {
            never.countDown();
            bench.close();
        }
        assertThat(bench.submitted).extracting(Job::outcome).containsOnly(Outcome.Plain.DROPPED);
    }

    /** The stage behind makes no more room once its workers end, so a worker that waits for some must not wait for ever. */
    @ParameterizedTest
    @EnumSource
    void a_wait_for_room_ends_when_the_pipeline_closes(ThreadKind threads) throws Exception {
        AtomicInteger handedOn = new AtomicInteger();
        CompletableFuture<PipelineFixture> started = new CompletableFuture<>();
        CountDownLatch closing = new CountDownLatch(1);
        PipelineFixture bench = PipelineFixture.of(threads)
                .stage(StageOptions.workers(1), (input, context) -> {
                    handedOn.incrementAndGet();
                    return input;
                })
                .stage(StageOptions.workers(1), (input, context) -> {
                    // The third is in the hands of the first stage's worker, who finds the buffer taken by the second.
                    await().until(() -> handedOn.get() == 3);
                    started.get().pipeline.close(0);
                    closing.countDown();
                    return input;
                })
                .start();
        started.complete(bench);
        bench.submit(3, 3);
        assertThat(closing.await(20, TimeUnit.SECONDS)).isTrue();
        bench.close();
    }
}
