package dev.headgate.internal.flow;

/**
 * Stands between the workers and one downstream: that of a stage, or the sink. While the downstream takes nothing from
 * anyone, it lets nothing through but one probe now and then, so that no record burns its attempts and consumption pauses.
 * Thread-safe.
 */
public final class Circuit {
    /** What it lets through. */
    public enum State {
        /** Everything. */
        CLOSED,
        /** Nothing. */
        OPEN,
        /** One probe, whose fate decides. */
        HALF_OPEN;

        /** The table of legal transitions. */
        boolean mayBecome(State next) {
            return switch (this) {
                case CLOSED -> next == OPEN;
                case OPEN -> next == HALF_OPEN || next == CLOSED;
                case HALF_OPEN -> next == OPEN || next == CLOSED;
            };
        }
    }

    private final int failuresToOpen;
    private final long initialWaitNanos;
    private final long maxWaitNanos;
    /** No failure counts any more, but nobody has begun and got through since the last one. */
    private static final int UNPROVEN = -1;

    private volatile State state = State.CLOSED;
    private volatile int failures;
    private volatile long probeAt;
    private volatile long passes;
    private long lastFailedNanos;
    private long waitNanos;
    private long opened;
    private volatile int failedProbes;

    /**
     * @param failuresToOpen how many failures in a row open it, where the downstream names no time to stay away
     * @param initialWaitNanos how long it is open before the first probe
     * @param maxWaitNanos the longest wait; each failed probe doubles it up to here
     */
    public Circuit(int failuresToOpen, long initialWaitNanos, long maxWaitNanos) {
        this.failuresToOpen = failuresToOpen;
        this.initialWaitNanos = initialWaitNanos;
        this.maxWaitNanos = maxWaitNanos;
        this.waitNanos = initialWaitNanos;
    }

    /** Whether a delivery may be started now. Where it was open and its time is over, the caller becomes the probe. */
    public boolean tryPass(long nowNanos) {
        return state == State.CLOSED || tryProbe(nowNanos);
    }

    private synchronized boolean tryProbe(long nowNanos) {
        if (state == State.CLOSED) {
            return true;
        }
        // A probe that never comes back would keep the circuit half open for ever; so another may follow it.
        if (nowNanos - probeAt < 0) {
            return false;
        }
        if (state == State.OPEN) {
            move(State.HALF_OPEN);
        }
        probeAt = nowNanos + maxWaitNanos;
        return true;
    }

    /** As {@link #succeeded(long)}, of a delivery that began after all that has failed. */
    public boolean succeeded() {
        return hasFailures() && close(true);
    }

    /** Whether it is not closed, or has failures that nobody has got through after. While it has none, a success is no news. */
    public boolean hasFailures() {
        return state != State.CLOSED || failures != 0;
    }

    /**
     * A delivery got through, or was refused for a reason of its own.
     *
     * @param beganNanos when it began; {@link Long#MIN_VALUE} if that is not known, and so proves nothing
     * @return whether that closed the circuit
     */
    public boolean succeeded(long beganNanos) {
        return hasFailures() && closeBy(beganNanos);
    }

    private synchronized boolean closeBy(long beganNanos) {
        return close(beganNanos != Long.MIN_VALUE && beganNanos - lastFailedNanos > 0);
    }

    private synchronized boolean close(boolean isProof) {
        if (isProof) {
            passes++;
            failures = 0;
        } else {
            failures = UNPROVEN;
        }
        waitNanos = initialWaitNanos;
        failedProbes = 0;
        if (state == State.CLOSED) {
            return false;
        }
        move(State.CLOSED);
        return true;
    }

    /** How often a delivery that began after a failure got through. While it stays the same, nobody gets through. */
    public long passes() {
        return passes;
    }

    /**
     * A delivery met a downstream that takes nothing. {@code retryAfterNanos} is 0 where it didn't say for how long.
     *
     * @return whether that opened the circuit, which was closed
     */
    public synchronized boolean failed(long nowNanos, long retryAfterNanos) {
        State before = state;
        failures = Math.max(0, failures) + 1;
        lastFailedNanos = nowNanos;
        switch (state) {
            case CLOSED -> {
                if (retryAfterNanos > 0 || failures >= failuresToOpen) {
                    opened++;
                    open(nowNanos, retryAfterNanos);
                }
            }
            case HALF_OPEN -> {
                waitNanos = Math.min(maxWaitNanos, waitNanos * 2);
                failedProbes++;
                open(nowNanos, retryAfterNanos);
            }
            case OPEN -> probeAt = Math.max(probeAt, nowNanos + retryAfterNanos);
        }
        return before == State.CLOSED && state == State.OPEN;
    }

    /** A delivery that may have been the probe has ended without a word about the downstream: another may follow at once. */
    public void abandoned(long nowNanos) {
        if (state == State.HALF_OPEN) {
            forgetProbe(nowNanos);
        }
    }

    private synchronized void forgetProbe(long nowNanos) {
        if (state == State.HALF_OPEN) {
            probeAt = nowNanos;
        }
    }

    private void open(long nowNanos, long retryAfterNanos) {
        probeAt = nowNanos + Math.max(retryAfterNanos, waitNanos);
        move(State.OPEN);
    }

    private void move(State next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("the circuit can't go from " + state + " to " + next);
        }
        state = next;
    }

    public State state() {
        return state;
    }

    /** How long until the next probe may follow, in ns; 0 if it may now. */
    public long nanosToProbe(long nowNanos) {
        return Math.max(0, probeAt - nowNanos);
    }

    /** How many probes have failed since it was closed. */
    public int failedProbes() {
        return failedProbes;
    }

    /** How often it has opened, which a probe that fails does not do again. */
    public synchronized long opened() {
        return opened;
    }
}
