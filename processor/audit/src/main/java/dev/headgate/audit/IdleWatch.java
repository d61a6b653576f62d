package dev.headgate.audit;

import java.time.Duration;

/** Knows when there has been nothing to read for a while. Pure: time is told to it, in ns. Not thread-safe. */
public final class IdleWatch {
    private final long idleNanos;
    private long lastEnd = -1;
    private long sinceNanos;

    /**
     * Knows nothing yet.
     *
     * @param idle how long nothing must have come
     */
    public IdleWatch(Duration idle) {
        this.idleNanos = idle.toNanos();
    }

    /** Whether all there is has been read, and nothing has come for the time asked for. */
    public boolean isIdle(AuditLag.Progress now, long nowNanos) {
        if (now.behind() > 0 || now.end() != lastEnd) {
            lastEnd = now.end();
            sinceNanos = nowNanos;
            return false;
        }
        return nowNanos - sinceNanos >= idleNanos;
    }
}
