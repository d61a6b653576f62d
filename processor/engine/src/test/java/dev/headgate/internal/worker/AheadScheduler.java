package dev.headgate.internal.worker;

import java.util.concurrent.atomic.AtomicLong;

/** Another scheduler, whose clock a test moves on. Timers go by the real one. */
class AheadScheduler implements Scheduler {
    private final Scheduler real;
    private final AtomicLong ahead;

    /** @param ahead by how many ns the clock is ahead of the real one */
    AheadScheduler(Scheduler real, AtomicLong ahead) {
        this.real = real;
        this.ahead = ahead;
    }

    @Override
    public final long nanoTime() {
        return real.nanoTime() + ahead.get();
    }

    @Override
    public final Task schedule(Runnable task, long delayNanos) {
        return real.schedule(task, delayNanos);
    }

    @Override
    public final void repeat(Runnable task, long periodNanos) {
        real.repeat(task, periodNanos);
    }
}
