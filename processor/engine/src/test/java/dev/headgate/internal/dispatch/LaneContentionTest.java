package dev.headgate.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Ordering;
import dev.headgate.internal.SourcePartition;
import dev.headgate.state.Outcome;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One thread appends and settles as the poll thread does, several run and release as workers do. */
@Timeout(60)
class LaneContentionTest {
    private static final int JOBS = 30_000;
    private static final int CREDITS = 64;
    private static final int WORKERS = 4;

    private final Lanes lanes = new Lanes(Ordering.KEY);
    private final SourcePartition source = Jobs.source();
    private final JobQueue queue = new JobQueue(CREDITS);
    private int drained;
    private final CompletionQueue completions = new CompletionQueue(1 << 16);
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean finished;

    /** With one key everything is handed over from job to job; with many, lanes come and go with each. */
    @ParameterizedTest(name = "{0} keys, seed {1}")
    @CsvSource({"1, 1", "2, 2", "3, 3", "40, 4", "5000, 5"})
    void a_lane_has_one_owner_at_a_time_and_keeps_its_order(int keys, long seed) throws Exception {
        AtomicIntegerArray owners = new AtomicIntegerArray(keys);
        AtomicLongArray lastOffsets = new AtomicLongArray(keys);
        int ended = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(WORKERS)) {
            for (int worker = 0; worker < WORKERS; worker++) {
                pool.execute(() -> work(owners, lastOffsets));
            }
            ended = poll(new Random(seed), keys);
            finished = true;
        } finally {
            finished = true;
        }
        assertThat(faults).as("seed %d", seed).isEmpty();
        assertThat(ended).isEqualTo(JOBS);
        assertThat(lanes.size()).as("lanes left over, seed %d", seed).isZero();
    }

    private int poll(Random random, int keys) {
        Job[] together = new Job[Lanes.TOGETHER];
        int count = 0;
        int appended = 0;
        int ended = 0;
        while (ended < JOBS && faults.isEmpty() && !Thread.currentThread().isInterrupted()) {
            while (appended < JOBS && appended - ended < CREDITS) {
                int key = random.nextInt(keys);
                Job job = Jobs.job(++appended, Integer.toString(key), source, lanes);
                job.step(key, job.record());
                together[count++] = job;
                if (count == together.length || random.nextInt(8) == 0) {
                    queue.offer(together, lanes.append(together, count));
                    count = 0;
                }
            }
            queue.offer(together, lanes.append(together, count));
            count = 0;
            ended += drain();
        }
        return ended;
    }

    private int drain() {
        int before = drained;
        completions.drain(job -> {
            lanes.ended(job);
            drained++;
        });
        return drained - before;
    }

    private void work(AtomicIntegerArray owners, AtomicLongArray lastOffsets) {
        Random random = new Random(1);
        while (!finished) {
            @Nullable Job job = queue.poll();
            if (job == null) {
                LockSupport.parkNanos(1_000); // the others need the processor too
            }
            while (job != null) {
                @Nullable Job next = run(job, owners, lastOffsets);
                boolean keep = random.nextBoolean();
                if (next != null && !keep) {
                    queue.offer(next);
                }
                job = keep ? next : null;
            }
        }
    }

    private @Nullable Job run(Job job, AtomicIntegerArray owners, AtomicLongArray lastOffsets) {
        int key = job.step();
        check(job.start(), job, "was not in the queue");
        check(owners.compareAndSet(key, 0, 1), job, "runs while another of its lane does");
        check(lastOffsets.getAndSet(key, job.offset()) < job.offset(), job, "was overtaken");
        owners.set(key, 0);
        Job next = Lane.release(job);
        completions.complete(job, Outcome.Plain.ACKED, 0);
        return next;
    }

    private void check(boolean holds, Job job, String fault) {
        if (!holds) {
            faults.add(job + " " + fault);
        }
    }
}
