package dev.headgate.sim.rate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * The present profile of a run. Anyone changes it; each sending thread sees at its next look that there is a new one, and
 * is woken for it. Any thread.
 */
public final class RateControl {

    private final List<Thread> sleepers = new CopyOnWriteArrayList<>();
    private volatile LoadProfile profile;

    /** Begins with that profile. */
    public RateControl(LoadProfile profile) {
        this.profile = profile;
    }

    /** The profile to follow; another object once it has changed. */
    public LoadProfile profile() {
        return profile;
    }

    /** Wakes the calling thread, if it is parked, at each change. */
    public void wakeMe() {
        sleepers.add(Thread.currentThread());
    }

    /**
     * Makes the rate of this moment that many arrivals per second, and scales what follows with it.
     *
     * @param perSecond 0 to pause; infinite for no limit
     * @param seconds the moment, since the start
     * @throws IllegalArgumentException if the rate is negative or not a number
     */
    public synchronized void set(double perSecond, double seconds) {
        if (!(perSecond >= 0)) {
            throw new IllegalArgumentException("a rate must be 0 or above, not " + perSecond);
        }
        LoadProfile shape = profile instanceof ScaledLoad scaled ? scaled.profile() : profile;
        double now = shape.rateAt(seconds);
        boolean scales =
                now > 0 && !shape.isUnlimited() && !Double.isInfinite(perSecond) && !(shape instanceof ConstantLoad);
        change(scales ? new ScaledLoad(shape, perSecond / now) : new ConstantLoad(perSecond));
    }

    /** Multiplies the rate, now and later on; does nothing to one without limit. */
    public synchronized void scale(double factor) {
        switch (profile) {
            case ConstantLoad constant when constant.isUnlimited() -> {}
            case ConstantLoad constant -> change(new ConstantLoad(constant.rate() * factor));
            case ScaledLoad scaled -> change(new ScaledLoad(scaled.profile(), scaled.factor() * factor));
            case LoadProfile other -> change(new ScaledLoad(other, factor));
        }
    }

    private void change(LoadProfile next) {
        profile = next;
        sleepers.forEach(LockSupport::unpark);
    }
}
