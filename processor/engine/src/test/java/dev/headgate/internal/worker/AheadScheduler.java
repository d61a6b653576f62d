package dev.headgate.internal.worker;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Another scheduler, whose clock a test moves on. Timers go by the real one.
 *
 * @param ahead by how many ns the clock is ahead of the real one
 */
record AheadScheduler(Scheduler real, AtomicLong ahead) implements Scheduler {
    @Override
    public long nanoTime() {
        return real.nanoTime() + ahead.get();
    }

    @Override
    public Task schedule(Runnable task, long delayNanos) {
        return real.schedule(task, delayNanos);
    }

    @Override
    public void repeat(Runnable task, long periodNanos) {
        real.repeat(task, periodNanos);
    }
}
