package dev.headgate.sim.rate;

/**
 * A wave around a mean, as a day and a night are. It starts at the mean and rises.
 *
 * @param mean arrivals per second, above 0
 * @param amplitude how far it goes above and below the mean, 0 to mean
 * @param period seconds from wave to wave, above 0
 */
public record SineLoad(double mean, double amplitude, double period) implements LoadProfile {

    private static final int HALVINGS = 60;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public SineLoad {
        if (!(mean > 0) || Double.isInfinite(mean)) {
            throw new IllegalArgumentException("the mean of a sine must be above 0 and finite, not " + mean);
        }
        if (!(amplitude >= 0) || amplitude > mean) {
            throw new IllegalArgumentException(
                    "the amplitude of a sine must be 0 to its mean of " + mean + ", not " + amplitude);
        }
        if (!(period > 0)) {
            throw new IllegalArgumentException("the period of a sine must be above 0 s, not " + period);
        }
    }

    @Override
    public double rateAt(double seconds) {
        return mean + amplitude * Math.sin(2 * Math.PI * seconds / period);
    }

    @Override
    public double arrivals(double seconds) {
        double turn = 2 * Math.PI / period;
        return mean * seconds + amplitude / turn * (1 - Math.cos(turn * seconds));
    }

    /** By halving: the integral has no inverse in closed form. */
    @Override
    public double timeOf(double arrivals) {
        if (arrivals <= 0 || Double.isInfinite(arrivals)) {
            return Math.max(0, arrivals);
        }
        // The wave adds between none and amplitude * period / pi arrivals to those of the mean.
        double late = arrivals / mean;
        double early = Math.max(0, late - amplitude * period / Math.PI / mean);
        for (int i = 0; i < HALVINGS && late - early > 1e-10; i++) {
            double middle = (early + late) / 2;
            if (arrivals(middle) < arrivals) {
                early = middle;
            } else {
                late = middle;
            }
        }
        return late;
    }
}
