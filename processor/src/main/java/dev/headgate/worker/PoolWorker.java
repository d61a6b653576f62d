package dev.headgate.worker;

import dev.headgate.dispatch.Job;
import dev.headgate.flow.RateLimit;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's life: takes jobs from its stage, one after the other, and sleeps where there are none. One thread of its own. */
abstract class PoolWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PoolWorker.class);

    /** How many records of one lane a worker runs before others get their turn. */
    static final int LANE_RUN = 64;

    /** How long a wait for the rate goes on before it looks whether it is still wanted. */
    private static final long CANCELLATION_CHECK_NANOS = 50_000_000;

    final Stage stage;
    final AttemptWatch watch = new AttemptWatch();
    private final WorkerPool pool;
    private final Scheduler scheduler;

    /** The link of the pool's idle stack. */
    @Nullable
    PoolWorker below;

    private @Nullable Thread thread;
    private volatile boolean woken = true;

    PoolWorker(Stage stage, WorkerPool pool, Scheduler scheduler) {
        this.stage = stage;
        this.pool = pool;
        this.scheduler = scheduler;
    }

    /** Does what there is to do with this job, and with those that it lets go. */
    abstract void work(Job job);

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
    public final void run() {
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
                watch.pause();
                park();
                holdsToken = true;
            }
        }
        pool.giveTokenBack();
    }

    /** A failure of the engine's own must not end the worker unseen; the record stays in flight and shows as stuck. */
    private void runGuarded(Job job) {
        try {
            work(job);
        } catch (RuntimeException | Error e) {
            LOG.error("{} is stuck: the worker failed around it", job, e);
        }
    }

    /** Waits for the job's turn, or until nobody wants it any more. */
    final void awaitRate(Job job) {
        if (stage.rate().isEmpty()) {
            return;
        }
        watch.pause();
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
    final void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }
}
