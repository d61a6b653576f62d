package dev.headgate.internal.offset;

/**
 * Says when a commit is due: after a time or a number of acknowledged records, whichever comes first. Pure: the caller
 * brings the clock. Owned by the poll thread.
 */
public final class CommitPolicy {
    private final long intervalNanos;
    private final int records;
    private long lastNanos;
    private long sinceLast;

    /**
     * @param intervalNanos the longest time between two commits while there is something to commit
     * @param records the most acknowledged records between two commits
     * @param nowNanos the time to count from
     */
    public CommitPolicy(long intervalNanos, int records, long nowNanos) {
        this.intervalNanos = intervalNanos;
        this.records = records;
        this.lastNanos = nowNanos;
    }

    public void acknowledged(int count) {
        sinceLast += count;
    }

    public boolean isDue(long nowNanos) {
        return sinceLast >= records || nowNanos - lastNanos >= intervalNanos;
    }

    /** How long until the interval is over, in ns; 0 or less if it is. */
    public long nanosUntilDue(long nowNanos) {
        return intervalNanos - (nowNanos - lastNanos);
    }

    /** A commit was sent, or there was nothing to send. */
    public void restart(long nowNanos) {
        lastNanos = nowNanos;
        sinceLast = 0;
    }
}
