package dev.headgate.internal.dispatch;

/**
 * How often a record has met a downstream as if that were away, and what others met meanwhile. Written by the owner of its job.
 */
public final class Doubt {
    private int times;
    private int spells;
    private long sinceNanos;
    private long passes;
    private boolean othersPassed;

    /** How many attempts at the record were in vain. */
    public int times() {
        return times;
    }

    /** The same, but those as one between which nobody else got through: an outage is one spell, however often it is met. */
    public int spells() {
        return spells;
    }

    /** When the first of them failed, in ns. */
    public long sinceNanos() {
        return sinceNanos;
    }

    /** Whether another delivery got through between the last of them and the begin of the one under way. */
    public boolean othersPassed() {
        return othersPassed;
    }

    /** Another attempt is about to begin. Others have got through so often after a failure. */
    public void triesAgain(long passesSoFar) {
        othersPassed = passes != passesSoFar;
    }

    /** Another attempt was in vain. */
    public void again(long nowNanos, long passesSoFar) {
        if (times == 0) {
            sinceNanos = nowNanos;
        }
        if (times == 0 || othersPassed) {
            spells++;
        }
        times++;
        passes = passesSoFar;
    }
}
