package dev.headgate.consumer;

import dev.headgate.dispatch.CompletionQueue;

/** What others ask of the poll thread. Written by any thread, obeyed at the poll thread's next step. */
public final class Control {
    private final CompletionQueue completions;
    private volatile boolean paused;
    private volatile boolean shutdown;

    /** @param completions where the poll thread may be waiting */
    public Control(CompletionQueue completions) {
        this.completions = completions;
    }

    /** Pauses all partitions, or takes that back. */
    public void pause(boolean wanted) {
        paused = wanted;
        completions.wake();
    }

    /** Asks for a shutdown; there is no way back. */
    public void shutdown() {
        shutdown = true;
        completions.wake();
    }

    boolean isPauseWanted() {
        return paused;
    }

    boolean isShutdownWanted() {
        return shutdown;
    }
}
