package dev.headgate.internal.worker;

import dev.headgate.api.StageOptions;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobQueue;
import dev.headgate.internal.flow.AdaptiveLimit;
import dev.headgate.internal.flow.ConcurrencyLimit;
import dev.headgate.internal.flow.RateLimit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * One stage at run time: its work, the jobs that wait for it, and its workers.
 *
 * <p>A stage has two bounds. The worker of the stage before it waits while its buffer is full; that is the backpressure
 * from stage to stage. A job that comes back (a retry, the next one of a lane) does not wait, because its caller must
 * not block: it is bounded by the credit that it took on admission and still holds. The chain is linear and its last stage waits
 * for no buffer, so there is always one that moves, however small the buffers are.
 */
public final class Stage {
    private final int index;
    private final JobQueue queue;
    private final Optional<Semaphore> buffer;
    private final int credits;
    private final Scheduler scheduler;
    private final Bounds bounds;
    private final WorkerPool pool;
    private volatile Optional<RateLimit> rate;

    Stage(int index, StageOptions options, int credits, Scheduler scheduler, Bounds bounds, WorkerPool pool) {
        this.index = index;
        this.queue = new JobQueue(credits);
        this.credits = credits;
        this.buffer = index == 0 ? Optional.empty() : Optional.of(new Semaphore(options.buffer()));
        this.scheduler = scheduler;
        this.bounds = bounds;
        this.rate = rate(options.ratePerSecond());
        this.pool = pool;
    }

    private Optional<RateLimit> rate(double perSecond) {
        return perSecond == 0 ? Optional.empty() : Optional.of(new RateLimit(perSecond, 1, scheduler.nanoTime()));
    }

    /**
     * What keeps records from the handler.
     *
     * @param limit how many may be in hand at once
     * @param gate holds those in hand against it
     * @param adaptive what finds the limit, where the latency does
     * @param downstream what the handler calls
     */
    record Bounds(ConcurrencyLimit limit, WorkerGate gate, Optional<AdaptiveLimit> adaptive, Downstream downstream) {}

    /** Its number, from 0. */
    int index() {
        return index;
    }

    /** The most jobs there can be. */
    int credits() {
        return credits;
    }

    Optional<RateLimit> rate() {
        return rate;
    }

    /** Whether this is the rate at which it starts records now. */
    @SuppressWarnings("ReferenceEquality") // another of the same rate counts from another time
    boolean hasRate(RateLimit present) {
        Optional<RateLimit> now = rate;
        return now.isPresent() && now.get() == present;
    }

    /** From now on it starts at most this many records per second; 0 for no limit. Who waits for a turn takes a new one. */
    void limitRate(double perSecond) {
        rate = rate(perSecond);
    }

    /** How many records it starts per second at most; 0 for no limit. */
    double ratePerSecond() {
        return rate.map(RateLimit::perSecond).orElse(0.0);
    }

    WorkerGate gate() {
        return bounds.gate();
    }

    /** How many records may be in hand at once. */
    ConcurrencyLimit limit() {
        return bounds.limit();
    }

    /** What finds that limit, where the latency does. */
    Optional<AdaptiveLimit> adaptive() {
        return bounds.adaptive();
    }

    /** What the handler calls. */
    Downstream downstream() {
        return bounds.downstream();
    }

    WorkerPool pool() {
        return pool;
    }

    /** Queues a job that holds a credit. Never blocks. Any thread. */
    public void submit(Job job) {
        queue.offer(job);
        pool.signal();
    }

    /** Queues the first jobs of an array, and wakes nobody; see {@link #wake}. Never blocks. Any thread. */
    void submit(Job[] jobs, int count) {
        queue.offer(jobs, count);
    }

    /** Sees to it that a worker comes for what waits, if anything does. Never blocks. Any thread. */
    void wake() {
        if (hasWaiting()) {
            pool.signal();
        }
    }

    /** The same, where it could not be done before for want of memory. */
    void wakeIfOwed() {
        if (pool.owesWakeUp()) {
            wake();
        }
    }

    /** Waits for room in the buffer, for a job that comes from the stage before. Called by that stage's worker. */
    void awaitRoom(Job job) throws InterruptedException {
        if (buffer.isPresent()) {
            buffer.get().acquire();
            job.holdsBuffer(true);
        }
    }

    /** Its workers end after the record in hand. A worker that waits for room in its buffer gets it: nobody will make any. */
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
