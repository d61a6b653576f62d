package dev.headgate.internal.worker;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in the log that a downstream takes nothing, and that it does again: a line for each, and at most one outage in {@value
 * #QUIET_SECONDS} s, since a circuit may open and close with every other record. Thread-safe.
 */
final class OutageNotice {
    private static final Logger LOG = LoggerFactory.getLogger(OutageNotice.class);
    private static final int QUIET_SECONDS = 10;

    private final String calledBy;
    private final Scheduler scheduler;
    private boolean isTold;
    private boolean wasTold;
    private long toldNanos;
    private long beganNanos;

    /** @param calledBy what calls the downstream, as in "the sink" */
    OutageNotice(String calledBy, Scheduler scheduler) {
        this.calledBy = calledBy;
        this.scheduler = scheduler;
    }

    /** The circuit has opened. */
    synchronized void opened(Throwable reason, long nowNanos) {
        beganNanos = nowNanos;
        if (wasTold && nowNanos - toldNanos < TimeUnit.SECONDS.toNanos(QUIET_SECONDS)) {
            return;
        }
        wasTold = true;
        isTold = true;
        toldNanos = nowNanos;
        LOG.warn(
                "the downstream of {} takes nothing just now; consumption pauses, and one record at a time probes it:"
                        + " {}",
                calledBy,
                Recovery.describe(reason));
    }

    /** The circuit has closed. */
    synchronized void closed() {
        if (isTold) {
            isTold = false;
            LOG.info(
                    "the downstream of {} takes records again, after {} s",
                    calledBy,
                    TimeUnit.NANOSECONDS.toSeconds(scheduler.nanoTime() - beganNanos));
        }
    }
}
