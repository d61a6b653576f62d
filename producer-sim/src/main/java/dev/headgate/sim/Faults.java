package dev.headgate.sim;

import java.time.Duration;

/**
 * What is wrong on purpose. All shares are 0 to 1.
 *
 * @param tombstones share of records without a value
 * @param poison share of records whose value is bad; see {@link StampHeaders#POISON}
 * @param duplicates share of records that are sent again, up to {@link #DUPLICATE_DISTANCE} records later; see
 *     {@link StampHeaders#DUPLICATE}
 * @param late share of records whose timestamp is in the past
 * @param lateBy how far at most
 */
public record Faults(double tombstones, double poison, double duplicates, double late, Duration lateBy) {

    /** How many records of the same producer lie at most between a record and its duplicate. */
    public static final int DUPLICATE_DISTANCE = 100;

    /** Nothing is wrong. */
    public static final Faults NONE = new Faults(0, 0, 0, 0, Duration.ofMinutes(5));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Faults {
        for (double share : new double[] {tombstones, poison, duplicates, late}) {
            Checks.require(share >= 0 && share <= 1, "a share must be 0 to 1, not " + share);
        }
        Checks.require(lateBy.toMillis() >= 1, "late-by must be at least 1ms, not " + lateBy);
    }
}
