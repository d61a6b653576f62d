package dev.headgate.internal.worker;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log that a downstream takes nothing, and that it does again: a line for each. A circuit may close and open with every
 * other record, and a probe may get through in the midst of an outage, so an outage is over only once the circuit has been closed for
 * {@value #SETTLED_SECONDS} s; what opens it sooner is more of the same. Thread-safe.
 */
final class OutageNotice {
    static final int SETTLED_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(OutageNotice.class);

    /** What the log has said last, and whether there may be more to say. */
    private enum Told {
        /** Nothing, or that it is back. */
        BACK,
        /** That it is away; so it is. */
        AWAY,
        /** That it is away; the circuit is closed now. */
        AWAY_AND_CLOSED
    }

    private final String calledBy;
    private final Scheduler scheduler;
    private volatile Told told = Told.BACK;
    private long beganNanos;
    private long closedNanos;

    /** @param calledBy what calls the downstream, as in "the sink" */
    OutageNotice(String calledBy, Scheduler scheduler) {
        this.calledBy = calledBy;
        this.scheduler = scheduler;
    }

    /** The circuit has opened, and a probe follows in {@code nanosToProbe}. */
    synchronized void opened(Throwable reason, long nowNanos, long nanosToProbe) {
        if (told == Told.BACK) {
            beganNanos = nowNanos;
            LOG.warn(
                    "the downstream of {} takes nothing just now; consumption pauses, and one record at a time probes"
                            + " it, the first in {} ms: {}",
                    calledBy,
                    TimeUnit.NANOSECONDS.toMillis(nanosToProbe),
                    Recovery.describe(reason));
        }
        told = Told.AWAY;
    }

    /** The circuit has closed. */
    synchronized void closed() {
        if (told == Told.AWAY) {
            closedNanos = scheduler.nanoTime();
            told = Told.AWAY_AND_CLOSED;
        }
    }

    /** Says that it is back once that is certain. Called by the poll thread, a few times a second at least. */
    void settle() {
        if (told == Told.AWAY_AND_CLOSED) {
            tellIfSettled();
        }
    }

    private synchronized void tellIfSettled() {
        long closedFor = scheduler.nanoTime() - closedNanos;
        if (told == Told.AWAY_AND_CLOSED && closedFor >= TimeUnit.SECONDS.toNanos(SETTLED_SECONDS)) {
            told = Told.BACK;
            LOG.info(
                    "the downstream of {} takes records again, after an outage of {} s",
                    calledBy,
                    String.format(Locale.ROOT, "%.1f", (closedNanos - beganNanos) / 1e9));
        }
    }
}
