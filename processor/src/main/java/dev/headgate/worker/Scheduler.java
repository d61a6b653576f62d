package dev.headgate.worker;

/** Time, as the engine sees it. A simulation puts a virtual clock behind it. Thread-safe. */
public interface Scheduler {
    /** Something that will happen, unless it is cancelled first. */
    @FunctionalInterface
    interface Task {
        void cancel();
    }

    /** As {@link System#nanoTime()}. */
    long nanoTime();

    /** Runs a short task that never blocks after so many ns. */
    Task schedule(Runnable task, long delayNanos);

    /** Runs a short task that never blocks again and again, with so many ns between two runs. */
    void repeat(Runnable task, long periodNanos);
}
