package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.CompletionQueue;
import java.time.Duration;

/**
 * How the poll thread waits within a step: in slices, with a sign of life after each. A wait that the configuration allows,
 * however long, is thus not taken for a thread that is stuck. Owned by the poll thread, but for {@link #wake}.
 */
final class Waiting {
    /** How long one call of the consumer may block: far less than the silence that the liveness probe bears. */
    static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private final CompletionQueue completions;
    private final Runnable signOfLife;

    /** @param signOfLife shows others that the poll thread lives; called often, so it has to be cheap most of the time */
    Waiting(CompletionQueue completions, Runnable signOfLife) {
        this.completions = completions;
        this.signOfLife = signOfLife;
    }

    /** Waits as {@link CompletionQueue#await} does. */
    void await(int ended, long nanos) {
        completions.await(ended, nanos);
        signOfLife.run();
    }

    /** Before and after a call that blocks. */
    void isAlive() {
        signOfLife.run();
    }

    /** Ends an {@link #await} early. Any thread. */
    void wake() {
        completions.wake();
    }
}
