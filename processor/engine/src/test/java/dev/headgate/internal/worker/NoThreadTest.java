package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ordering;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There is no memory for a worker's thread just then: the worker, its stage and the wake token outlast that. */
@Timeout(60)
public class NoThreadTest {
    private final AtomicBoolean noMemory = new AtomicBoolean();
    private final AtomicInteger refused = new AtomicInteger();

    /** What each thread that is made takes from the one that makes it, if there is memory. */
    @SuppressWarnings("ThreadLocalUsage") // for one test alone
    private final InheritableThreadLocal<AtomicBoolean> memory = new InheritableThreadLocal<>() {
        @Override
        protected AtomicBoolean childValue(AtomicBoolean lacks) {
            if (lacks.get()) {
                refused.incrementAndGet();
                throw new OutOfMemoryError("unable to create native thread");
            }
            return lacks;
        }
    };

    /** By how many ns the clock is ahead of the real one. */
    private final AtomicLong ahead = new AtomicLong();

    /** What the names of those begin with who get no threads. */
    private volatile String onlyFor = "";

    private Scheduler scarce(Scheduler real) {
        return new AheadScheduler(real, ahead) {
            @Override
            public Thread.Builder workers(ThreadKind kind) {
                if (noMemory.get() && Thread.currentThread().getName().startsWith(onlyFor)) {
                    refused.incrementAndGet();
                    throw new OutOfMemoryError("unable to create native thread");
                }
                return real.workers(kind);
            }
        };
    }

    /** One worker for each stage, which rests without a thread after each record, since that took long. */
    private PipelineFixture resting(int stages) {
        PipelineFixture.Builder builder = PipelineFixture.of(ThreadKind.VIRTUAL)
                .ordering(Ordering.UNORDERED)
                .scheduler(this::scarce);
        for (int i = 0; i < stages; i++) {
            builder.stage(StageOptions.workers(1), (input, context) -> {
                TimeUnit.MILLISECONDS.sleep(1);
                return input;
            });
        }
        PipelineFixture bench = builder.start();
        bench.submit("first");
        bench.awaitAll();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> bench.pipeline.stats().activeWorkers() == 0);
        return bench;
    }

    @Test
    void a_worker_that_could_not_be_woken_is_woken_by_the_next_record() {
        try (PipelineFixture bench = resting(1)) {
            noMemory.set(true);
            bench.submit("waits");
            assertThat(refused).hasValue(1);
            noMemory.set(false);
            bench.submit("comes next");
            bench.awaitAll();
            assertThat(bench.outcomes()).hasSize(3).containsOnly(Outcome.Plain.ACKED);
        }
    }

    /** The poll thread comes by a few times a second, and no further record may ever come. */
    @Test
    void or_by_the_poll_thread_without_another_record() {
        try (PipelineFixture bench = resting(1)) {
            noMemory.set(true);
            bench.submit("waits");
            bench.pipeline.wake();
            assertThat(refused).hasValue(2);
            noMemory.set(false);
            bench.pipeline.wake();
            bench.awaitAll();
        }
    }

    @Test
    void the_same_holds_for_a_later_stage() {
        try (PipelineFixture bench = resting(2)) {
            onlyFor = "headgate-stage-0" /* whose worker wakes the one of the next stage */;
            noMemory.set(true);
            bench.submit("waits");
            await().atMost(Duration.ofSeconds(20)).until(() -> refused.get() == 1);
            noMemory.set(false);
            bench.pipeline.wake();
            bench.awaitAll();
        }
    }

    /** It went on with the workers it had, though there were threads again, until the next restart. */
    @Test
    void a_stage_that_got_few_workers_gets_the_others_once_there_are_threads_again() {
        AtomicLong clock = new AtomicLong();
        List<Worker> started = new ArrayList<>();
        WorkerPool pool = new WorkerPool(
                "handler",
                3,
                Thread.ofPlatform().factory(),
                WorkerGate.open(3),
                itself -> new ThreadlessWorker(itself, started),
                clock::get);
        wakesAnother(pool);
        assertThat(started).hasSize(1);
        noMemory.set(true);
        wakesAnother(pool);
        wakesAnother(pool);
        assertThat(refused).describedAs("it doesn't try at each record").hasValue(1);
        noMemory.set(false);
        pool.tryForMore();
        wakesAnother(pool);
        assertThat(started).describedAs("not so soon").hasSize(1);
        clock.addAndGet(WorkerPool.BETWEEN_TRIES_NANOS);
        pool.tryForMore();
        wakesAnother(pool);
        wakesAnother(pool);
        wakesAnother(pool);
        assertThat(started).hasSize(3);
    }

    /** Records wait, and no further one may ever come. */
    @Test
    void it_gets_them_when_the_poll_thread_comes_by() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        memory.set(noMemory);
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .ordering(Ordering.UNORDERED)
                .scheduler(this::scarce)
                .handler(3, (record, context) -> {
                    mayEnd.await();
                    return record;
                })
                .start()) {
            bench.submit("has the only thread");
            await().until(() -> bench.pipeline.stats().activeWorkers() == 1);
            noMemory.set(true);
            bench.submit("waits");
            noMemory.set(false);
            assertThat(refused).hasValue(1);
            bench.submit("waits, too");
            assertThat(bench.pipeline.stats().activeWorkers()).isEqualTo(1);
            ahead.set(WorkerPool.BETWEEN_TRIES_NANOS);
            bench.pipeline.wake();
            await().until(() -> bench.pipeline.stats().activeWorkers() == 3);
            mayEnd.countDown();
            bench.awaitAll();
        } finally {
            memory.remove();
        }
    }

    /** As a new worker does, once it has looked at the queue. */
    private static void wakesAnother(WorkerPool pool) {
        pool.signal();
        pool.giveTokenBack();
    }

    /** Its start succeeds or not, and that is all. */
    private final class ThreadlessWorker extends Worker {
        private final List<Worker> started;

        @SuppressWarnings("NullAway") // it never runs
        ThreadlessWorker(WorkerPool pool, List<Worker> started) {
            super(null, pool, new Timers(), _ -> {});
            this.started = started;
        }

        @Override
        void startOn(ThreadFactory threads) {
            if (noMemory.get()) {
                refused.incrementAndGet();
                throw new OutOfMemoryError("unable to create native thread");
            }
            started.add(this);
        }

        @Override
        Object handle(Job job) {
            return job;
        }

        @Override
        void work(Job job) {}
    }

    @Test
    void a_worker_for_which_there_is_no_fresh_thread_goes_on_in_the_one_it_has() {
        CountDownLatch both = new CountDownLatch(1);
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .ordering(Ordering.UNORDERED)
                .scheduler(this::scarce)
                .handler(1, (record, context) -> {
                    both.await();
                    TimeUnit.MILLISECONDS.sleep(1);
                    return record;
                })
                .start()) {
            bench.submit(3, 3);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> bench.pipeline.stats().activeWorkers() == 1);
            noMemory.set(true);
            both.countDown();
            bench.awaitAll();
            assertThat(bench.outcomes()).hasSize(3).containsOnly(Outcome.Plain.ACKED);
            noMemory.set(false);
        }
        assertThat(refused).hasPositiveValue();
    }
}
