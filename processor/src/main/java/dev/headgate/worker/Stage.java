package dev.headgate.worker;

import dev.headgate.api.StageHandler;
import dev.headgate.api.StageOptions;
import dev.headgate.dispatch.Job;
import dev.headgate.dispatch.JobQueue;
import dev.headgate.flow.RateLimit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One stage at run time: its work, the jobs that wait for it, and its workers.
 *
 * <p>A stage has two bounds. The worker of the stage before it waits while its buffer is full; that is the backpressure
 * from stage to stage. A job that comes back (a retry, the next one of a lane) doesn't wait, since who brings it must not:
 * for it the bound is the credit which it took at the head and still holds. The chain is linear and its last stage waits
 * for no buffer, so there is always one that moves, however small the buffers are.
 */
public final class Stage {
    private final int index;
    private final StageHandler<Object, Object> work;
    private final JobQueue queue;
    private final Optional<Semaphore> buffer;
    private final int credits;
    private final Optional<RateLimit> rate;
    private final WorkerPool pool;

    Stage(
            int index,
            StageHandler<Object, Object> work,
            StageOptions options,
            int credits,
            Scheduler scheduler,
            WorkerPool pool) {
        this.index = index;
        this.work = work;
        this.queue = new JobQueue(credits);
        this.credits = credits;
        this.buffer = index == 0 ? Optional.empty() : Optional.of(new Semaphore(options.buffer()));
        this.rate = options.ratePerSecond() == 0
                ? Optional.empty()
                : Optional.of(new RateLimit(options.ratePerSecond(), 1, scheduler.nanoTime()));
        this.pool = pool;
    }

    /** Its number, from 0. */
    int index() {
        return index;
    }

    Object handle(Job job) throws Exception {
        return work.handle(job.value(), job);
    }

    Optional<RateLimit> rate() {
        return rate;
    }

    WorkerPool pool() {
        return pool;
    }

    /** Queues a job that holds a credit. Never blocks. Any thread. */
    public void submit(Job job) {
        queue.offer(job);
        pool.signal();
    }

    /** Queues the first jobs of an array. Never blocks. Any thread. */
    void submit(Job[] jobs, int count) {
        if (count > 0) {
            queue.offer(jobs, count);
            pool.signal();
        }
    }

    /** Waits for room in the buffer, for a job that comes from the stage before. Called by that stage's worker. */
    void awaitRoom(Job job) throws InterruptedException {
        if (buffer.isPresent()) {
            buffer.get().acquire();
            job.holdsBuffer(true);
        }
    }

    /** Its workers end after the record in hand. Whoever waits for room in its buffer gets it: nobody will make any. */
    void stop() {
        pool.stop();
        buffer.ifPresent(room -> room.release(credits));
    }

    /** The job that waits longest; {@code null} if none does. Called by the stage's workers. */
    @Nullable
    Job take() {
        Job job = queue.poll();
        if (job != null && job.holdsBuffer()) {
            job.holdsBuffer(false);
            buffer.orElseThrow().release();
        }
        return job;
    }

    boolean hasWaiting() {
        return !queue.isEmpty();
    }

    /** Jobs that wait for a worker of this stage. */
    public int waiting() {
        return queue.size();
    }
}
