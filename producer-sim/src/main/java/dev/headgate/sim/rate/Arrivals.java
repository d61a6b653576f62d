package dev.headgate.sim.rate;

/** How arrivals lie in time. */
public enum Arrivals {
    /** Evenly, as the profile's integral says. */
    UNIFORM,
    /** As independent callers do: a Poisson process whose rate is the profile's. */
    POISSON
}
