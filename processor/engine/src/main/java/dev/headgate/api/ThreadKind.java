package dev.headgate.api;

/** What a worker runs on. */
public enum ThreadKind {
    /** Virtual threads (JEP 444): for handlers that block on something outside. Thousands are cheap. */
    VIRTUAL,
    /** Platform threads: for handlers that compute. More of them than cores gain nothing. */
    PLATFORM
}
