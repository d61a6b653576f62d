package dev.headgate.state;

import dev.headgate.internal.metrics.TimeHistogram;
import java.util.List;

/**
 * How many records took how long so far, by the buckets of {@link TimeHistogram#upperBounds()}. Immutable; two of them tell
 * what happened in between.
 *
 * @param queue from a record's poll to its first start
 * @param handler from there to its hand-over to the sink
 * @param sink from there to the acknowledgement
 */
public record TimeCounts(List<Long> queue, List<Long> handler, List<Long> sink) {
    /** Nothing was measured, or nothing is. */
    public static final TimeCounts NONE = new TimeCounts(List.of(), List.of(), List.of());
}
