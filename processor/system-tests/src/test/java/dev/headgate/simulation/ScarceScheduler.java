package dev.headgate.simulation;

import dev.headgate.api.ThreadKind;
import dev.headgate.internal.worker.Scheduler;
import java.util.function.Consumer;

/**
 * The engine's timers and threads on a machine without memory: now and then there is none for a fresh thread, which the engine
 * outlasts, and seldom none for a timer, which ends it. What a task throws is heard as by the engine's own timers.
 */
final class ScarceScheduler implements Scheduler {
    private final SimulatedProcess process;
    private final Strangers outside;
    private final Consumer<Throwable> onBroken;
    private boolean begun;
    private long ranOutAt = -1;

    ScarceScheduler(SimulatedProcess process, Strangers outside, Consumer<Throwable> onBroken) {
        this.process = process;
        this.outside = outside;
        this.onBroken = onBroken;
    }

    /** From now on there may be no memory. */
    void begin() {
        begun = true;
    }

    /** Whether there was no memory for what the engine can't do without. */
    boolean hasRunOut() {
        return ranOutAt >= 0;
    }

    /** When that was, in ns. */
    long ranOutAt() {
        return ranOutAt;
    }

    @Override
    public long nanoTime() {
        return process.nanoTime();
    }

    @Override
    public Task schedule(Runnable task, long delayNanos) {
        if (begun && outside.lacksTimer()) {
            ranOutAt = hasRunOut() ? ranOutAt : process.nanoTime();
            throw new OutOfMemoryError("no memory for a timer");
        }
        return process.schedule(() -> run(task), delayNanos);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (OutOfMemoryError e) {
            onBroken.accept(e);
        }
    }

    @Override
    public void repeat(Runnable task, long periodNanos) {
        process.repeat(task, periodNanos);
    }

    @Override
    public void park(Object blocker, long nanos) {
        process.park(blocker, nanos);
    }

    @Override
    public Thread.Builder workers(ThreadKind kind) {
        if (begun && outside.lacksThread()) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        return process.workers(kind);
    }
}
