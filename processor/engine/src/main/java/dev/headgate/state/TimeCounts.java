package dev.headgate.state;

/**
 * How many records took how long so far. Immutable.
 *
 * @param queue from a record's poll to its first start
 * @param handler from there to its hand-over to the sink
 * @param sink from there to the acknowledgement
 */
public record TimeCounts(DurationCounts queue, DurationCounts handler, DurationCounts sink) {
    /** Nothing was measured, or nothing is. */
    public static final TimeCounts NONE = new TimeCounts(DurationCounts.NONE, DurationCounts.NONE, DurationCounts.NONE);
}
