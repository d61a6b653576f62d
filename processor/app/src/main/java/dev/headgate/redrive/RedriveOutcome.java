package dev.headgate.redrive;

/** What a re-drive did with a dead letter. */
public enum RedriveOutcome {
    /** Put back, and acknowledged; in a dry run, what would be. */
    REDRIVEN,
    /** Left, since the filters want others. */
    FILTERED,
    /** Left, since it was re-driven as often as it may be. */
    EXHAUSTED,
    /** Left, since it doesn't say where it comes from: nobody's dead letter, or another program's. */
    NO_DEAD_LETTER,
    /** Left, since it says that it comes from a topic where the brokers keep their own state. */
    INTERNAL_TOPIC,
    /** Left, since its topic does not exist any more. */
    NO_TOPIC,
    /** Left, since its topic can't take it, being too large, for instance. */
    REFUSED
}
