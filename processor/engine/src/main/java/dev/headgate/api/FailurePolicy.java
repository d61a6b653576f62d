package dev.headgate.api;

/** What becomes of a record for which nothing is left to try. */
public enum FailurePolicy {
    /** Stop the processor before the record's offset is committed, so that a restart meets it again. */
    HALT,
    /** Write the record with its raw bytes to the dead-letter topic, and go on once that topic has acknowledged it. */
    DEAD_LETTER,
    /** Go on without the record. It is counted and logged, and delivered nowhere. */
    SKIP
}
