package dev.headgate.dashboard;

/** How much something wants a human's attention. */
public enum Level {
    OK,
    /** Worth a look. */
    WATCH,
    /** Somebody has to do something. */
    BAD
}
