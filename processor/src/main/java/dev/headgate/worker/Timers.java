package dev.headgate.worker;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The engine's one timer thread: backoffs that end, deliveries and attempts that ran out of time. Its tasks are short and
 * never block.
 */
public final class Timers implements Scheduler, AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;

    /** Starts no thread before the first task. */
    public Timers() {
        executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("headgate-timer").factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Task schedule(Runnable task, long delayNanos) {
        var future = executor.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void repeat(Runnable task, long periodNanos) {
        var _ = executor.scheduleWithFixedDelay(task, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    }

    /** Forgets what is not due yet. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
