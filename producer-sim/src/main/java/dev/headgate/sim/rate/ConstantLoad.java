package dev.headgate.sim.rate;

/**
 * Always the same rate.
 *
 * @param rate arrivals per second, 0 or above; infinite for no limit
 */
public record ConstantLoad(double rate) implements LoadProfile {

    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException if it is negative or not a number
     */
    public ConstantLoad {
        if (!(rate >= 0)) {
            throw new IllegalArgumentException("a rate must be 0 or above, not " + rate);
        }
    }

    @Override
    public double rateAt(double seconds) {
        return rate;
    }

    @Override
    public double arrivals(double seconds) {
        return isUnlimited() ? Double.POSITIVE_INFINITY : rate * seconds;
    }

    @Override
    public double timeOf(double arrivals) {
        if (arrivals <= 0 || isUnlimited()) {
            return 0;
        }
        return arrivals / rate;
    }

    @Override
    public boolean isUnlimited() {
        return Double.isInfinite(rate);
    }
}
