package dev.headgate.internal.flow;

import dev.headgate.api.StageOptions;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket as a single number: the time at which the next token is there (the generic cell rate algorithm, ITU-T
 * I.371). Taking a token moves that time on by one interval and answers how long to wait for it. Thread-safe, lock-free.
 */
public final class RateLimit {
    /** The interval of the slowest rate that a stage takes. */
    private static final long LONGEST_NANOS = Math.round(1e9 / StageOptions.SLOWEST_RATE);

    /** No time that anybody waits for is later than this and one interval. */
    private static final long END_OF_TIME = Long.MAX_VALUE / 2;

    private final double perSecond;
    private final long intervalNanos;
    private final long burstNanos;
    private final AtomicLong nextFree;

    /**
     * @param perSecond tokens per second, above 0; below {@link StageOptions#SLOWEST_RATE} it is that
     * @param burst tokens that may be taken at once after a quiet time, at least 1
     * @param nowNanos the time to count from
     */
    public RateLimit(double perSecond, int burst, long nowNanos) {
        this.perSecond = perSecond;
        this.intervalNanos = Math.clamp(Math.round(1e9 / perSecond), 1, LONGEST_NANOS);
        this.burstNanos = intervalNanos * (burst - 1L);
        this.nextFree = new AtomicLong(nowNanos - burstNanos);
    }

    /** Tokens per second. */
    public double perSecond() {
        return perSecond;
    }

    /** Takes the next token. Answers in how many ns it is there; 0 or less if it is there already. */
    public long take(long nowNanos) {
        long due = nextFree.getAndUpdate(
                next -> Math.min(Math.max(next, nowNanos - burstNanos), END_OF_TIME) + intervalNanos);
        return Math.max(due, nowNanos - burstNanos) - nowNanos;
    }
}
