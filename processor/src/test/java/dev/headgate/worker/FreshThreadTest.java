package dev.headgate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.ThreadKind;
import dev.headgate.model.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker does after a record that took long; see {@link PoolWorker}. */
@Timeout(60)
class FreshThreadTest {
    private static final int RECORDS = 20;

    private static List<Thread> threadsOf(ThreadKind kind, Duration takes) {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        try (Bench bench = Bench.of(kind)
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
    void a_platform_worker_keeps_its_thread() {
        assertThat(threadsOf(ThreadKind.PLATFORM, Duration.ofMillis(1)).stream().distinct())
                .hasSize(1);
    }

    @Test
    void an_attempt_in_a_fresh_thread_is_cancelled_all_the_same() {
        CountDownLatch hangs = new CountDownLatch(1);
        try (Bench bench = Bench.of(ThreadKind.VIRTUAL)
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
