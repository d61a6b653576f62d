package dev.headgate.sim;

import java.util.concurrent.Phaser;
import org.apache.kafka.common.errors.InterruptException;

/** Where the producers of a run wait for each other: those that connected, and have filled the backlog, start as one. */
final class StartLine {

    private final SimClock clock;
    private final boolean backlogOnly;
    private final Phaser phaser;
    private volatile long startNanos;
    private volatile boolean passed;

    StartLine(int lanes, boolean backlogOnly, SimClock clock) {
        this.clock = clock;
        this.backlogOnly = backlogOnly;
        this.phaser = new Phaser(lanes) {
            @Override
            protected boolean onAdvance(int phase, int registered) {
                // If all have left, nothing starts.
                if (registered > 0) {
                    startNanos = clock.nanoTime();
                    passed = true;
                }
                return true;
            }
        };
    }

    /** Whether the run ends with the backlog. */
    boolean isBacklogOnly() {
        return backlogOnly;
    }

    /**
     * Waits for the others, and returns the clock's nanoTime of the start.
     *
     * @throws InterruptException if the calling thread is interrupted
     */
    long await() {
        try {
            int phase = phaser.arrive();
            phaser.awaitAdvanceInterruptibly(phase);
            return startNanos;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** One that failed before it got here is not waited for. */
    void leave() {
        phaser.arriveAndDeregister();
    }

    boolean isPassed() {
        return passed;
    }

    /** Nanoseconds since the start; 0 before it. */
    long elapsedNanos() {
        return passed ? clock.nanoTime() - startNanos : 0;
    }

    long startNanos() {
        return startNanos;
    }
}
