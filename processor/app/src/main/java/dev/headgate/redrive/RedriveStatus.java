package dev.headgate.redrive;

import java.util.Map;
import java.util.Optional;

/**
 * How far a re-drive of dead letters is.
 *
 * @param state what it does
 * @param dryRun whether it only counts
 * @param deadLetterTopic what it reads; empty if there was none yet
 * @param counts dead letters by what was done with them; what never happened may be missing
 * @param reasons those put back, or to be, by the class of what they failed with; a bounded number of classes, and the rest are
 *     {@code others}
 * @param remaining offsets up to where the topic ended when it started, of the partitions that this member has
 * @param problem why it failed, or what is to be said of its end, in one line; empty if there is nothing
 */
public record RedriveStatus(
        State state,
        boolean dryRun,
        String deadLetterTopic,
        Map<RedriveOutcome, Long> counts,
        Map<String, Long> reasons,
        long remaining,
        Optional<String> problem) {
    public static final RedriveStatus NONE =
            new RedriveStatus(State.NONE, false, "", Map.of(), Map.of(), 0, Optional.empty());

    /** The states of a re-drive. */
    public enum State {
        /** There was none yet. */
        NONE,
        RUNNING,
        /** It has read all there was, or put back as many as it was to. */
        DONE,
        /** Somebody ended it. */
        STOPPED,
        /** It can't go on. */
        FAILED
    }

    public RedriveStatus {
        counts = Map.copyOf(counts);
        reasons = Map.copyOf(reasons);
    }

    /** How many dead letters it did this with. */
    public long count(RedriveOutcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /** The same in another state. */
    public RedriveStatus ended(State end, Optional<String> why) {
        return new RedriveStatus(end, dryRun, deadLetterTopic, counts, reasons, remaining, why);
    }
}
