package dev.headgate.sim.rate;

import java.util.OptionalDouble;

/**
 * Another profile, larger or smaller.
 *
 * @param profile what is scaled; not an unlimited one
 * @param factor what its rates are multiplied by, 0 or above
 */
public record ScaledLoad(LoadProfile profile, double factor) implements LoadProfile {

    /**
     * Checks the factor.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public ScaledLoad {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("a factor must be 0 or above and finite, not " + factor);
        }
    }

    @Override
    public double rateAt(double seconds) {
        return profile.rateAt(seconds) * factor;
    }

    @Override
    public double arrivals(double seconds) {
        return profile.arrivals(seconds) * factor;
    }

    @Override
    public double timeOf(double arrivals) {
        if (arrivals <= 0) {
            return 0;
        }
        return factor == 0 ? Double.POSITIVE_INFINITY : profile.timeOf(arrivals / factor);
    }

    @Override
    public OptionalDouble end() {
        return profile.end();
    }
}
