package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ordering;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Jobs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom a job wakes: somebody, always; nobody who isn't needed. */
@Timeout(60)
class WakeUpTest {
    private static final int PRODUCERS = 3;
    private static final int ROUNDS = 8_000;

    /**
     * Few jobs at a time, so that the workers fall asleep again and again while others come. A job that nobody is woken for
     * is rescued by no later one, and its round never ends.
     */
    @ParameterizedTest(name = "{1} workers on {0} threads")
    @Tag("long")
    @CsvSource({"PLATFORM, 1", "PLATFORM, 2", "PLATFORM, 4", "VIRTUAL, 1", "VIRTUAL, 3"})
    void no_job_is_left_waiting_while_a_worker_sleeps(ThreadKind threads, int workers) throws Exception {
        submitTogether(threads, workers, (bench, job) -> bench.pipeline.submit(job));
    }

    /** As the poll thread does it: some jobs, and one word to the workers afterwards. */
    @ParameterizedTest(name = "{1} workers on {0} threads")
    @Tag("long")
    @CsvSource({"PLATFORM, 1", "PLATFORM, 4", "VIRTUAL, 3"})
    void no_job_of_an_array_is_left_waiting_once_the_workers_are_woken(ThreadKind threads, int workers)
            throws Exception {
        submitTogether(threads, workers, (bench, job) -> {
            bench.pipeline.submit(new Job[] {job}, 1);
            bench.pipeline.wake();
        });
    }

    private static void submitTogether(ThreadKind threads, int workers, BiConsumer<PipelineFixture, Job> submit)
            throws Exception {
        try (PipelineFixture bench = PipelineFixture.of(threads)
                        .ordering(Ordering.UNORDERED)
                        .handler(workers, (record, context) -> record)
                        .start();
                ExecutorService producers = Executors.newFixedThreadPool(PRODUCERS)) {
            CyclicBarrier together = new CyclicBarrier(PRODUCERS);
            for (int round = 1; round <= ROUNDS; round++) {
                List<Future<?>> submits = new ArrayList<>();
                for (int producer = 0; producer < PRODUCERS; producer++) {
                    Job job = Jobs.job(round);
                    submits.add(producers.submit(() -> {
                        together.await();
                        submit.accept(bench, job);
                        return job;
                    }));
                }
                bench.awaitEnded(round * PRODUCERS);
                for (Future<?> submitted : submits) {
                    submitted.get();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void as_many_workers_come_as_jobs_block_and_no_more_than_allowed(ThreadKind threads) throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .handler(6, (record, context) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    go.await();
                    running.decrementAndGet();
                    return record;
                })
                .start()) {
            bench.submit(20, 20);
            await().atMost(20, TimeUnit.SECONDS).until(() -> running.get() == 6);
            assertThat(bench.pipeline.stats().activeWorkers()).isEqualTo(6);
            go.countDown();
            bench.awaitAll();
            await().until(() -> bench.pipeline.stats().activeWorkers() == 0);
        }
        assertThat(most).hasValue(6);
    }

    /** A key with many records keeps its worker only for so long: with one worker the others would starve. */
    @ParameterizedTest
    @EnumSource
    void a_hot_lane_does_not_keep_others_from_their_turn(ThreadKind threads) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Long> order = new ArrayList<>();
        try (PipelineFixture bench = PipelineFixture.of(threads)
                .handler(1, (record, context) -> {
                    go.await();
                    order.add(context.offset());
                    return record;
                })
                .start()) {
            bench.submit(500, 1);
            long other = bench.submit("another key").offset();
            go.countDown();
            bench.awaitAll();
            assertThat(order.indexOf(other))
                    .as("the place of the other key's record")
                    .isLessThan(100);
            order.remove(other);
            assertThat(order).isSorted();
        }
    }
}
