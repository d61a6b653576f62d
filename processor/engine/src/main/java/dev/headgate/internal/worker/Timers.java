package dev.headgate.internal.worker;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's one timer thread: backoffs that end, deliveries and attempts that ran out of time. Its tasks are short and
 * never block.
 */
public final class Timers implements Scheduler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

    private final ScheduledThreadPoolExecutor executor;
    private final Consumer<Throwable> onBroken;

    /** Starts no thread before {@link #start()} or the first task. */
    public Timers() {
        this(_ -> {});
    }

    /**
     * Starts no thread before {@link #start()} or the first task.
     *
     * @param onBroken hears of what a task throws that will not run again: nobody else does
     */
    public Timers(Consumer<Throwable> onBroken) {
        this.onBroken = onBroken;
        executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("headgate-timer").factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    /** Starts the thread: an engine must not come to know only at its first retry that the system has none for it. */
    public void start() {
        executor.prestartCoreThread();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Task schedule(Runnable task, long delayNanos) {
        var future = executor.schedule(() -> runOnce(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void repeat(Runnable task, long periodNanos) {
        var _ = executor.scheduleWithFixedDelay(
                () -> runOnceMore(task), periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    }

    private void runOnce(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            onBroken.accept(e);
        }
    }

    /** The executor would forget a task that throws. */
    private static void runOnceMore(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("a look at the workers' attempts failed; the next one comes all the same", e);
        }
    }

    /** Forgets what is not due yet. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
