package dev.headgate.api;

/** What to do when the offset to go on from is no longer in the log: the topic's retention has been faster, or it was created again. */
public enum OutOfRange {
    /** Stop, and say which offsets are missing. */
    HALT,
    /** Go on with the oldest record there is. */
    EARLIEST,
    /** Go on with the first record that is written from now on. */
    LATEST
}
