package dev.headgate.sim.rate;

/** What a rate counts. */
public enum RateUnit {
    /** Records per second. */
    RECORDS,
    /** Bytes of key and value per second. */
    BYTES
}
