package dev.headgate.internal.worker;

import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Parking;

/**
 * Time and threads, as the engine sees them. A simulation puts a virtual clock behind the one, and the order in which it
 * lets them run behind the other. Thread-safe.
 */
public interface Scheduler extends Parking {
    /** Something that will happen, unless it is cancelled first. */
    @FunctionalInterface
    interface Task {
        void cancel();
    }

    /** As {@link System#nanoTime()}. */
    long nanoTime();

    /** Runs a short task that never blocks, after this many ns. */
    Task schedule(Runnable task, long delayNanos);

    /** Runs a short task that never blocks repeatedly, with this many ns between two runs. */
    void repeat(Runnable task, long periodNanos);

    @Override
    default void park(Object blocker, long nanos) {
        Parking.REAL.park(blocker, nanos);
    }

    /** What makes threads for workers. */
    default Thread.Builder workers(ThreadKind kind) {
        return kind == ThreadKind.VIRTUAL
                ? Thread.ofVirtual()
                : Thread.ofPlatform().daemon();
    }
}
