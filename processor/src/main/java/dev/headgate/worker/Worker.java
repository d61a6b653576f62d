package dev.headgate.worker;

import dev.headgate.dispatch.Job;
import dev.headgate.flow.RateLimit;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs from its stage and runs them, one after the other. One thread of its own; all that a record needs is in
 * {@link JobRunner}.
 */
final class Worker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** How many records of one lane a worker runs before others get their turn. */
    private static final int LANE_RUN = 64;

    /** How long a wait for the rate goes on before it looks whether it is still wanted. */
    private static final long CANCELLATION_CHECK_NANOS = 50_000_000;

    private final Stage stage;
    private final Stage first;
    private final WorkerPool pool;
    private final JobRunner runner;
    private final Scheduler scheduler;
    private final AttemptWatch watch = new AttemptWatch();

    /** The link of the pool's idle stack. */
    @Nullable
    Worker below;

    private @Nullable Thread thread;
    private volatile boolean woken = true;

    Worker(Stage stage, Stage first, WorkerPool pool, JobRunner runner, Scheduler scheduler) {
        this.stage = stage;
        this.first = first;
        this.pool = pool;
        this.runner = runner;
        this.scheduler = scheduler;
    }

    Thread startOn(ThreadFactory threads) {
        Thread made = threads.newThread(this);
        thread = made;
        made.start();
        return made;
    }

    AttemptWatch watch() {
        return watch;
    }

    /** A new worker holds the wake token. */
    @Override
    public void run() {
        pool.becomesBusy();
        boolean holdsToken = true;
        while (!pool.isStopped()) {
            Job job = stage.take();
            if (holdsToken) {
                holdsToken = false;
                pool.giveTokenBack();
                if (stage.hasWaiting()) {
                    pool.signal();
                }
            }
            if (job != null) {
                runGuarded(job);
            } else {
                park();
                holdsToken = true;
            }
        }
        pool.giveTokenBack();
    }

    /** A failure of the engine's own must not end the worker unseen; the record stays in flight and shows as stuck. */
    private void runGuarded(Job job) {
        try {
            runLane(job);
        } catch (RuntimeException | Error e) {
            LOG.error("{} is stuck: the worker failed around it", job, e);
        }
    }

    private void runLane(Job job) {
        awaitRate(job);
        Job next = runner.run(stage, job, watch);
        for (int run = 1; next != null; run++) {
            if (stage != first || run == LANE_RUN) {
                first.submit(next);
                return;
            }
            awaitRate(next);
            next = runner.run(stage, next, watch);
        }
    }

    /** Waits for the job's turn, or until nobody wants it any more. */
    private void awaitRate(Job job) {
        if (stage.rate().isEmpty()) {
            return;
        }
        RateLimit rate = stage.rate().get();
        long due = scheduler.nanoTime();
        due += rate.take(due);
        for (long left; (left = due - scheduler.nanoTime()) > 0; ) {
            if (pool.isStopped() || !job.source().isOwned()) {
                return;
            }
            LockSupport.parkNanos(this, Math.min(left, CANCELLATION_CHECK_NANOS));
        }
    }

    private void park() {
        woken = false;
        pool.becomesIdle(this);
        if (stage.hasWaiting()) {
            pool.signal();
        }
        while (!woken && !pool.isStopped()) {
            LockSupport.park(this);
        }
        pool.becomesBusy();
    }

    /** Ends the worker's wait. Called by the holder of the wake token, and on stop. */
    void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }
}
