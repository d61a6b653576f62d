package dev.headgate.state;

/** Why a record, a batch or a delivery is tried again. */
public enum RetryReason {
    /** The handler or the sink failed. */
    FAILED,
    /** The attempt was out of time. */
    TIMEOUT,
    /** A batch failed together and is tried again as it is. */
    BATCH,
    /** The dead-letter topic did not take the record yet. */
    DEAD_LETTER,
    /** The circuit to the sink is open: put off, and not counted against the attempts. */
    DOWNSTREAM_UNAVAILABLE
}
