package dev.headgate.internal.consumer;

import dev.headgate.state.PauseReason;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether a partition that has the queue to itself is to give way to the others for a poll. Owned by the poll thread.
 *
 * <p>The client hands out what it fetched of one partition, which may be a megabyte, before it begins with the next one.
 * Where records take long, that fills the queue for seconds, and the others' lanes lie idle though their records are there.
 * Whether they are, only a poll without the first partition tells. Where they aren't, that poll asks the broker for the
 * others alone and the first partition has to wait for the answer, up to {@code fetch.max.wait.ms}. So the partition yields once per
 * assignment: after the first pause longer than a second, when enough records are in flight to bridge the broker's wait.
 */
final class YieldAfterLongPause {
    /**
     * A pause that took as long has seen a quarter of the queue or less, and leaves three of them: many times the 500 ms for
     * which a broker waits by default.
     */
    private static final long LONG_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        /** The assignment is new; there was no long pause yet. */
        TO_COME,
        DUE,
        OVER
    }

    private final LongSupplier clock;
    private State state = State.OVER;
    private long pausedSince;

    /** @param clock as {@link System#nanoTime()} */
    YieldAfterLongPause(LongSupplier clock) {
        this.clock = clock;
    }

    void assignmentChanged() {
        state = State.TO_COME;
    }

    /** Why all are paused has changed. */
    void changed(PauseReason before, PauseReason next) {
        if (next == PauseReason.QUEUE) {
            pausedSince = clock.getAsLong();
            state = state == State.DUE ? State.TO_COME : state;
        } else if (state == State.TO_COME
                && before == PauseReason.QUEUE
                && next == PauseReason.NONE
                && clock.getAsLong() - pausedSince >= LONG_PAUSE_NANOS) {
            state = State.DUE;
        }
    }

    /** Whether the partition that has the queue to itself is to give way now. */
    boolean isDue() {
        return state == State.DUE;
    }

    /** The partition that had the queue to itself has been paused for a poll. */
    void taken() {
        if (state == State.DUE) {
            state = State.OVER;
        }
    }
}
