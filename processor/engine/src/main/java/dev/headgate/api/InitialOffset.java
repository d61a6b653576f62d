package dev.headgate.api;

/** Where to start in a partition for which the group has committed no offset. */
public enum InitialOffset {
    /** At the oldest record that is still in the log. */
    EARLIEST,
    /** At the first record that is written from now on. */
    LATEST
}
