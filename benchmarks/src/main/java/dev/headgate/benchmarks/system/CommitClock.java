package dev.headgate.benchmarks.system;

import java.util.concurrent.TimeUnit;

/** When the next commit of a poll loop is due. Used by one thread. */
final class CommitClock {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(ConsumerSystem.COMMIT_INTERVAL_MS);

    private long last = System.nanoTime();

    /** Whether an interval has passed; if so, the next one begins. */
    boolean isDue() {
        long now = System.nanoTime();
        if (now - last < INTERVAL_NANOS) {
            return false;
        }
        last = now;
        return true;
    }
}
