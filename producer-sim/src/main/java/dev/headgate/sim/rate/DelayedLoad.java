package dev.headgate.sim.rate;

import java.util.OptionalDouble;

/**
 * Another profile after a warm-up at the rate with which it starts.
 *
 * @param profile what follows the warm-up
 * @param seconds how long the warm-up is, above 0
 */
public record DelayedLoad(LoadProfile profile, double seconds) implements LoadProfile {

    @Override
    public double rateAt(double time) {
        return profile.rateAt(Math.max(0, time - seconds));
    }

    private double before() {
        return profile.rateAt(0) * seconds;
    }

    @Override
    public double arrivals(double time) {
        return time < seconds ? profile.rateAt(0) * time : before() + profile.arrivals(time - seconds);
    }

    @Override
    public double timeOf(double arrivals) {
        if (arrivals < before()) {
            return Math.max(0, arrivals) / profile.rateAt(0);
        }
        return seconds + profile.timeOf(arrivals - before());
    }

    @Override
    public OptionalDouble end() {
        OptionalDouble end = profile.end();
        return end.isPresent() ? OptionalDouble.of(end.getAsDouble() + seconds) : end;
    }

    @Override
    public boolean isUnlimited() {
        return profile.isUnlimited();
    }
}
