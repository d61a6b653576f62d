package dev.headgate.simulation;

import dev.headgate.api.ThreadKind;
import dev.headgate.internal.worker.Scheduler;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads and timers of one engine. Its threads are virtual ones that have the simulation for their scheduler: so the
 * engine's own code parks, unparks and interrupts as it always does, on one carrier thread and in an order that the seed
 * decides. A process that was killed never runs again.
 */
final class SimulatedProcess implements Scheduler, Executor {
    private static final Constructor<?> BUILDER = builder();

    private final VirtualTime time;
    private boolean killed;

    SimulatedProcess(VirtualTime time) {
        this.time = time;
    }

    /** Virtual threads take a scheduler of one's own only from the JDK's tests so far. */
    private static Constructor<?> builder() {
        try {
            Constructor<?> made = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            made.setAccessible(true);
            return made;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new IllegalStateException(
                    "the simulation needs --add-opens java.base/java.lang=ALL-UNNAMED, as in processor/pom.xml", e);
        }
    }

    Thread.Builder.OfVirtual threads() {
        try {
            return (Thread.Builder.OfVirtual) BUILDER.newInstance(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As by SIGKILL. */
    void kill() {
        killed = true;
    }

    boolean isKilled() {
        return killed;
    }

    // ---- what the JDK asks of a scheduler of virtual threads ----

    @Override
    public void execute(Runnable continuation) {
        time.ready(() -> {
            if (!killed) {
                continuation.run();
            }
        });
    }

    // ---- what the engine asks ----

    @Override
    public long nanoTime() {
        return time.look();
    }

    @Override
    public Task schedule(Runnable task, long delayNanos) {
        return time.after(delayNanos, () -> {
            if (!killed) {
                task.run();
            }
        })::cancel;
    }

    @Override
    public void repeat(Runnable task, long periodNanos) {
        schedule(
                () -> {
                    task.run();
                    repeat(task, periodNanos);
                },
                periodNanos);
    }

    @Override
    public void park(Object blocker, long nanos) {
        Thread me = Thread.currentThread();
        Task end = schedule(() -> LockSupport.unpark(me), nanos);
        LockSupport.park(blocker);
        end.cancel();
    }

    /** Waits until it was unparked, or interrupted. */
    static void parkUntilUnparked(Object blocker) {
        LockSupport.park(blocker);
    }

    @Override
    public Thread.Builder workers(ThreadKind kind) {
        return threads();
    }
}
