package dev.headgate.api;

/** Which records wait for one another. Everything that does not wait runs side by side, up to the number of workers. */
public enum Ordering {
    /** No record waits for another. */
    UNORDERED,
    /**
     * A record waits for the earlier ones of its partition that carry the same key. Records without a key name no one to
     * wait for, so they run as in {@link #UNORDERED}.
     */
    KEY,
    /** A record waits for all earlier ones of its partition, as in a plain consumer. */
    PARTITION
}
