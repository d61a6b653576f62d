package dev.headgate.internal.worker;

import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.flow.RateLimit;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker's life: takes jobs from its stage, one after the other, and sleeps where there are none. One thread at a time.
 *
 * <p>A virtual worker whose record took long goes on in a fresh thread, or in none until it is woken, where no job waits. The
 * stack of a thread that waits lies on the heap. One that lives on is moved to the old generation, where each further wait
 * takes the collector's barriers and a new piece of stack, and leaves an old one behind; a fresh thread's stack is young and
 * dies young. With 10,000 workers of 10 ms that is a fifth of all that they do (ADR 12).
 */
abstract class Worker implements Runnable {
    /** How many records of one lane a worker runs before others get their turn. */
    static final int LANE_RUN = 64;

    /** How long a wait for the rate goes on before it looks whether it is still wanted. */
    private static final long CANCELLATION_CHECK_NANOS = 50_000_000;

    final Stage stage;
    final AttemptWatch watch = new AttemptWatch();
    private final WorkerPool pool;
    private final Scheduler scheduler;
    private final Consumer<Throwable> onBroken;

    /** The link of the pool's idle stack. */
    @Nullable
    Worker below;

    private volatile @Nullable Thread thread;
    private volatile boolean woken = true;

    /** It has no thread. Written before it lies on the idle stack, and by the thread that takes it from there. */
    private boolean resting;

    /** @param onBroken hears of what the engine's own code throws; allocates nothing */
    Worker(Stage stage, WorkerPool pool, Scheduler scheduler, Consumer<Throwable> onBroken) {
        this.stage = stage;
        this.pool = pool;
        this.scheduler = scheduler;
        this.onBroken = onBroken;
    }

    /** Calls the stage's handler with the job in hand. May throw whatever the handler throws. */
    abstract Object handle(Job job) throws Exception;

    /** Does what there is to do with this job, and with those that it lets go. */
    abstract void work(Job job);

    void startOn(ThreadFactory threads) {
        Thread made = threads.newThread(this);
        thread = made;
        made.start();
    }

    AttemptWatch watch() {
        return watch;
    }

    /** A new worker holds the wake token. */
    @Override
    public final void run() {
        pool.becomesBusy();
        loop(true);
    }

    private void goOn() {
        loop(false);
    }

    private void loop(boolean isNew) {
        boolean holdsToken = isNew;
        while (!pool.isStopped()) {
            Job job = pool.isOverLimit() ? null : stage.take();
            if (holdsToken) {
                holdsToken = false;
                pool.giveTokenBack();
                stage.wake();
            }
            if (job == null) {
                watch.pause();
                park();
                holdsToken = true;
                continue;
            }
            runGuarded(job);
            if (watch.tookLong() && Thread.currentThread().isVirtual() && leavesThread()) {
                return;
            }
        }
        pool.giveTokenBack();
    }

    /** Returns whether it goes on elsewhere. Where there is no memory for a fresh thread, it keeps the one it has. */
    private boolean leavesThread() {
        if (pool.isOverLimit() || !stage.hasWaiting()) {
            rest();
            return true;
        }
        try {
            startAFreshThread(this::goOn);
            return true;
        } catch (Throwable e) {
            pool.lacksThreads(e);
            return false;
        }
    }

    /** From the moment in which it lies on the idle stack on, it may run in another thread. */
    private void rest() {
        watch.pause();
        resting = true;
        lieDown();
    }

    /** A thread that joins must not come upon a thread that isn't started yet, or never was. */
    private synchronized void startAFreshThread(Runnable life) {
        Thread before = present();
        Thread fresh =
                scheduler.workers(ThreadKind.VIRTUAL).name(before.getName()).unstarted(life);
        thread = fresh;
        boolean started = false;
        try {
            fresh.start();
            started = true;
        } finally {
            if (!started) {
                thread = before;
            }
        }
    }

    /** Whether it is this thread that runs it. Any thread. */
    final boolean runsOn(Thread other) {
        return other.equals(thread);
    }

    private synchronized Thread present() {
        return Objects.requireNonNull(thread);
    }

    /** Waits for the end, through all its threads. Returns whether it has come. */
    final boolean join(long deadlineNanos) throws InterruptedException {
        while (true) {
            Thread present = present();
            long left = deadlineNanos - System.nanoTime();
            if (!present.join(Duration.ofNanos(Math.max(0, left)))) {
                return false;
            }
            if (present.equals(present())) {
                return true;
            }
        }
    }

    /**
     * What user code throws never comes as far as here. What the engine's own code throws leaves the job without an outcome, so
     * the engine has to end; the worker must not end unseen before it.
     */
    private void runGuarded(Job job) {
        try {
            work(job);
        } catch (Throwable e) {
            onBroken.accept(e);
        }
    }

    /** Whether others should have their turn, after this many records of one lane. */
    final boolean isTurnOver(int records) {
        return records >= LANE_RUN || pool.isOverLimit();
    }

    /**
     * Waits for the job's turn, or until its partition has gone away. Answers false if the engine ended first: then nobody
     * wants it to be started any more.
     */
    final boolean awaitRate(Job job) {
        Optional<RateLimit> rate = stage.rate();
        while (rate.isPresent() && job.source().isOwned()) {
            watch.pause();
            if (await(rate.get(), job)) {
                return true;
            }
            if (pool.isStopped()) {
                return false;
            }
            rate = stage.rate();
        }
        return true;
    }

    /** Returns whether the turn has come; false as soon as there is a reason to look again. */
    private boolean await(RateLimit rate, Job job) {
        long due = scheduler.nanoTime();
        due += rate.take(due);
        for (long left; (left = due - scheduler.nanoTime()) > 0; ) {
            if (pool.isStopped() || !job.source().isOwned() || !stage.hasRate(rate)) {
                return false;
            }
            scheduler.park(this, Math.min(left, CANCELLATION_CHECK_NANOS));
        }
        return true;
    }

    /** A thread that queued a job just before found no worker idle, so this worker has to look once more. */
    private void lieDown() {
        pool.becomesIdle(this);
        stage.wake();
    }

    private void park() {
        woken = false;
        lieDown();
        while (!woken && !pool.isStopped()) {
            LockSupport.park(this);
            boolean _ = Thread.interrupted(); // no attempt's, so nobody's, and with it set no wait would wait
        }
        pool.becomesBusy();
    }

    /**
     * Ends the worker's wait. Called by the holder of the wake token, who has taken it from the idle stack. What it throws where
     * there is no memory for a thread leaves the worker as it was, and the token with the caller.
     */
    final void wake() {
        if (!resting) {
            stop();
            return;
        }
        resting = false; // before the thread starts: it may rest again at once
        boolean started = false;
        try {
            startAFreshThread(this);
            started = true;
        } finally {
            if (!started) {
                resting = true;
            }
        }
    }

    /** Ends the wait of its thread, if it has one. Any thread. */
    final void stop() {
        woken = true;
        LockSupport.unpark(thread);
    }
}
