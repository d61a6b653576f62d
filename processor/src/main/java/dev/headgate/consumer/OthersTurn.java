package dev.headgate.consumer;

import dev.headgate.model.PauseReason;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether a partition that has the queue to itself is to give way to the others for a poll. Owned by the poll thread.
 *
 * <p>The client hands out what it fetched of one partition, which may be a megabyte, before it begins with the next one.
 * Where records take long, that fills the queue for seconds, and the others' lanes lie idle though their records are there.
 * Whether they are, only a poll without the first partition tells. Where they aren't, that poll asks the broker for the
 * others alone and the first partition has to wait for the answer, up to {@code fetch.max.wait.ms}. So it is tried at the
 * start of an assignment, and after a pause so long that what is in flight lasts longer than that.
 */
final class OthersTurn {
    /**
     * A pause that took as long has seen a quarter of the queue or less, and leaves three of them: more than the 500 ms for
     * which a broker waits by default.
     */
    private static final long LONG_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final LongSupplier clock;
    private boolean due;
    private long pausedSince;

    /** @param clock as {@link System#nanoTime()} */
    OthersTurn(LongSupplier clock) {
        this.clock = clock;
    }

    void assignmentChanged() {
        due = true;
    }

    /** Why all are paused has changed. */
    void changed(PauseReason before, PauseReason next) {
        if (next == PauseReason.QUEUE) {
            pausedSince = clock.getAsLong();
        } else if (before == PauseReason.QUEUE && next == PauseReason.NONE) {
            due |= clock.getAsLong() - pausedSince >= LONG_PAUSE_NANOS;
        }
    }

    /** Whether the partition that has the queue to itself gives way now. It has done so if it was paused for its share. */
    boolean isDue(PauseReason present) {
        if (present == PauseReason.FAIR_SHARE) {
            due = false;
        }
        return due;
    }
}
