package dev.headgate.sim.rate;

import java.util.OptionalDouble;

/**
 * How much load there is at which time: a rate over time, with its integral and the inverse of that, by which the due
 * time of each arrival is exact whatever the shape. Units are arrivals (records or bytes) and seconds since the start.
 * Immutable.
 */
public sealed interface LoadProfile permits ConstantLoad, PiecewiseLoad, SineLoad, ScaledLoad, DelayedLoad {

    /** Arrivals per second at this time; infinite if there is no limit. */
    double rateAt(double seconds);

    /** How many arrivals are due from the start to this time: the integral of the rate. */
    double arrivals(double seconds);

    /** The first time by which this many arrivals are due; infinite if they never are. */
    double timeOf(double arrivals);

    /** When the shape is over and the run with it; empty if it goes on without end. */
    default OptionalDouble end() {
        return OptionalDouble.empty();
    }

    /** Whether an arrival is due whenever there is room for it. */
    default boolean isUnlimited() {
        return false;
    }
}
