package dev.headgate.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class JobQueueTest {
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int EACH = 10_000;

    @Test
    void is_empty_at_first() {
        JobQueue queue = new JobQueue(4);
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void the_job_that_waits_longest_comes_first_however_often_the_ring_is_passed() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int capacity = 1 + random.nextInt(40);
            JobQueue queue = new JobQueue(capacity);
            Queue<Job> model = new ArrayDeque<>();
            for (int step = 0; step < 2_000; step++) {
                if (model.size() < capacity && random.nextBoolean()) {
                    Job job = Jobs.job(step);
                    queue.offer(job);
                    model.add(job);
                } else {
                    assertThat(queue.poll()).as("seed %d", seed).isSameAs(model.poll());
                }
                assertThat(queue.size()).as("seed %d", seed).isEqualTo(model.size());
            }
        }
    }

    @Test
    void holds_at_least_its_capacity_and_less_than_twice_as_much_and_throws_beyond() {
        for (int capacity = 1; capacity <= 70; capacity++) {
            JobQueue queue = new JobQueue(capacity);
            int held = 0;
            try {
                while (held < 1_000) {
                    queue.offer(Jobs.job(held));
                    held++;
                }
            } catch (IllegalStateException full) {
                assertThat(full).hasMessageContaining("more jobs than credits");
            }
            assertThat(held).as("capacity %d", capacity).isBetween(capacity, Math.max(2, 2 * capacity - 1));
            assertThat(queue.size()).isEqualTo(held);
        }
    }

    @Test
    void takes_again_after_it_was_full() {
        JobQueue queue = new JobQueue(2);
        queue.offer(Jobs.job(0));
        queue.offer(Jobs.job(1));
        Job third = Jobs.job(2);
        assertThatIllegalStateException().isThrownBy(() -> queue.offer(third));
        assertThat(queue.poll()).isNotNull();
        queue.offer(third);
        assertThat(queue.poll()).isNotNull();
        assertThat(queue.poll()).isSameAs(third);
    }

    @ParameterizedTest(name = "{0} producers, {1} consumers, capacity {2}")
    @CsvSource({"1, 1, 2", "1, 4, 8", "4, 1, 8", "3, 3, 2", "4, 4, 64"})
    void loses_and_doubles_nothing_and_keeps_each_producers_order(int producers, int consumers, int capacity)
            throws Exception {
        JobQueue queue = new JobQueue(capacity);
        Semaphore credits = new Semaphore(capacity);
        AtomicInteger left = new AtomicInteger(producers * EACH);
        AtomicIntegerArray seen = new AtomicIntegerArray(producers * EACH);
        try (ExecutorService pool = Executors.newFixedThreadPool(producers + consumers)) {
            List<Future<?>> ends = new ArrayList<>();
            for (int producer = 0; producer < producers; producer++) {
                int first = producer * EACH;
                ends.add(pool.submit(() -> produce(queue, credits, first)));
            }
            for (int consumer = 0; consumer < consumers; consumer++) {
                ends.add(pool.submit(() -> consume(queue, credits, left, seen, new long[producers])));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        for (int number = 0; number < producers * EACH; number++) {
            assertThat(seen.get(number)).as("job %d", number).isEqualTo(1);
        }
        assertThat(queue.poll()).isNull();
    }

    private static boolean produce(JobQueue queue, Semaphore credits, int first) throws InterruptedException {
        for (int number = first; number < first + EACH; number++) {
            boolean _ = credits.tryAcquire(BOUND_NANOS, TimeUnit.NANOSECONDS);
            queue.offer(Jobs.job(number));
        }
        return true;
    }

    private static void consume(
            JobQueue queue, Semaphore credits, AtomicInteger left, AtomicIntegerArray seen, long[] nextOfProducer) {
        long deadline = System.nanoTime() + BOUND_NANOS;
        while (left.get() > 0 && System.nanoTime() - deadline < 0) {
            Job job = queue.poll();
            if (job == null) {
                LockSupport.parkNanos(1_000); // the others need the processor too
                continue;
            }
            credits.release();
            left.decrementAndGet();
            int number = (int) job.offset();
            seen.incrementAndGet(number);
            assertThat(job.offset())
                    .as("in the order of its producer")
                    .isGreaterThanOrEqualTo(nextOfProducer[number / EACH]);
            nextOfProducer[number / EACH] = job.offset() + 1;
        }
    }

    @Test
    void jobs_offered_together_come_out_in_their_order_and_all_or_none_fit_in() {
        JobQueue queue = new JobQueue(4);
        for (int round = 0; round < 5; round++) {
            Job[] jobs = {Jobs.job(0), Jobs.job(1), Jobs.job(2), Jobs.job(3)};
            queue.offer(jobs, 0);
            queue.offer(jobs, 3);
            assertThatIllegalStateException().isThrownBy(() -> queue.offer(jobs, 2));
            for (int i = 0; i < 3; i++) {
                assertThat(queue.poll()).isSameAs(jobs[i]);
            }
            assertThat(queue.poll()).isNull();
        }
    }
}
