package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.ThreadKind;
import dev.headgate.state.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker does after a record that took long; see {@link Worker}. */
@Timeout(60)
class FreshThreadTest {
    private static final int RECORDS = 20;

    private static List<Thread> threadsOf(ThreadKind kind, Duration takes) {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = PipelineFixture.of(kind)
                .handler(1, (record, context) -> {
                    threads.add(Thread.currentThread());
                    TimeUnit.NANOSECONDS.sleep(takes.toNanos());
                    return record;
                })
                .start()) {
            bench.submit(RECORDS, RECORDS);
            bench.awaitAll();
        }
        return threads;
    }

    @Test
    void a_virtual_worker_goes_on_in_a_fresh_thread_of_the_same_name_after_a_record_that_took_long() {
        List<Thread> threads = threadsOf(ThreadKind.VIRTUAL, Duration.ofMillis(1));
        assertThat(threads).hasSize(RECORDS).doesNotHaveDuplicates();
        assertThat(threads).extracting(Thread::getName).containsOnly("headgate-stage-0-worker-1");
    }

    @Test
    void a_virtual_worker_that_finds_nothing_more_after_such_a_record_has_no_thread_until_it_is_woken() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .handler(1, (record, context) -> {
                    threads.add(Thread.currentThread());
                    TimeUnit.MILLISECONDS.sleep(1);
                    return record;
                })
                .start()) {
            for (int record = 1; record <= RECORDS; record++) {
                bench.submit(1, 1);
                bench.awaitAll();
                Thread last = threads.getLast();
                await().atMost(Duration.ofSeconds(20)).until(() -> !last.isAlive());
                assertThat(threads).hasSize(record);
            }
            assertThat(bench.pipeline.stats().activeWorkers()).isZero();
        }
        assertThat(threads).doesNotHaveDuplicates();
        assertThat(threads).extracting(Thread::getName).containsOnly("headgate-stage-0-worker-1");
    }

    @Test
    void workers_that_rest_and_are_woken_all_the_time_leave_no_record_behind() {
        int rounds = 300;
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .handler(8, (record, context) -> {
                    LockSupport.parkNanos(record.offset() % 3 == 0 ? 1 : 250_000);
                    return record;
                })
                .start()) {
            for (int round = 1; round <= rounds; round++) {
                bench.submit(1 + round % 20, 1 + round % 7);
                if (round % 5 != 0) {
                    bench.awaitAll();
                }
            }
            bench.awaitAll();
        }
    }

    @Test
    void a_platform_worker_keeps_its_thread() {
        assertThat(threadsOf(ThreadKind.PLATFORM, Duration.ofMillis(1)).stream().distinct())
                .hasSize(1);
    }

    @Test
    void an_attempt_in_a_fresh_thread_is_cancelled_all_the_same() {
        CountDownLatch hangs = new CountDownLatch(1);
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .attemptTimeout(Duration.ofMillis(50))
                .handler(1, (record, context) -> {
                    if (record.offset() == 0) {
                        TimeUnit.MILLISECONDS.sleep(1);
                    } else {
                        hangs.await();
                    }
                    return record;
                })
                .start()) {
            bench.submit(2, 2);
            bench.awaitAll();
            assertThat(bench.outcomes().getFirst()).isEqualTo(Outcome.Plain.ACKED);
            assertThat(bench.outcomes().getLast()).isInstanceOf(Outcome.Halted.class);
        }
    }
}
