package dev.headgate.flow;

/**
 * Stands between the workers and the sink. While the downstream takes nothing from anyone, it lets nothing through but one
 * probe now and then, so that no record burns its attempts and consumption pauses. Thread-safe.
 */
public final class SinkCircuit {
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
    private volatile State state = State.CLOSED;
    private volatile int failures;
    private volatile long probeAt;
    private long waitNanos;
    private long opened;

    /**
     * @param failuresToOpen how many failures in a row open it, where the downstream names no time to stay away
     * @param initialWaitNanos how long it is open before the first probe
     * @param maxWaitNanos the longest wait; each failed probe doubles it up to here
     */
    public SinkCircuit(int failuresToOpen, long initialWaitNanos, long maxWaitNanos) {
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

    /** A delivery got through, or was refused for a reason of its own. */
    public void succeeded() {
        if (state != State.CLOSED || failures != 0) {
            close();
        }
    }

    private synchronized void close() {
        failures = 0;
        waitNanos = initialWaitNanos;
        if (state != State.CLOSED) {
            move(State.CLOSED);
        }
    }

    /** A delivery met a downstream that takes nothing. {@code retryAfterNanos} is 0 where it didn't say for how long. */
    public synchronized void failed(long nowNanos, long retryAfterNanos) {
        failures++;
        switch (state) {
            case CLOSED -> {
                if (retryAfterNanos > 0 || failures >= failuresToOpen) {
                    open(nowNanos, retryAfterNanos);
                }
            }
            case HALF_OPEN -> {
                waitNanos = Math.min(maxWaitNanos, waitNanos * 2);
                open(nowNanos, retryAfterNanos);
            }
            case OPEN -> probeAt = Math.max(probeAt, nowNanos + retryAfterNanos);
        }
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
        opened++;
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

    /**
     * How long whoever was not let through should wait before it asks again, in ns. While a probe is under way that is the
     * shortest wait: its answer may come at any moment.
     */
    public long nanosToWait(long nowNanos) {
        return state == State.OPEN ? Math.max(initialWaitNanos, probeAt - nowNanos) : initialWaitNanos;
    }

    /** How often it has opened. */
    public synchronized long opened() {
        return opened;
    }
}
