package dev.headgate.flow;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket as a single number: the time at which the next token is there (the generic cell rate algorithm, ITU-T
 * I.371). Taking a token moves that time on by one interval and answers how long to wait for it. Thread-safe, lock-free.
 */
public final class RateLimit {
    private final double perSecond;
    private final long intervalNanos;
    private final long burstNanos;
    private final AtomicLong nextFree;

    /**
     * @param perSecond tokens per second, above 0
     * @param burst tokens that may be taken at once after a quiet time, at least 1
     * @param nowNanos the time to count from
     */
    public RateLimit(double perSecond, int burst, long nowNanos) {
        this.perSecond = perSecond;
        this.intervalNanos = Math.max(1, Math.round(1e9 / perSecond));
        this.burstNanos = intervalNanos * (burst - 1L);
        this.nextFree = new AtomicLong(nowNanos - burstNanos);
    }

    /** Tokens per second. */
    public double perSecond() {
        return perSecond;
    }

    /** Takes the next token. Answers in how many ns it is there; 0 or less if it is there already. */
    public long take(long nowNanos) {
        long due = nextFree.getAndUpdate(next -> Math.max(next, nowNanos - burstNanos) + intervalNanos);
        return Math.max(due, nowNanos - burstNanos) - nowNanos;
    }
}
