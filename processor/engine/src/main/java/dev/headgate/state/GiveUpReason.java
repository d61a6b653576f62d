package dev.headgate.state;

/** Why a record is not tried again: skipped, or on its way to the dead-letter topic. */
public enum GiveUpReason {
    /** Its attempts are exhausted; the last one failed. */
    FAILED,
    /** Its attempts are exhausted; the last one was out of time. */
    TIMEOUT,
    /** The handler or the sink will never take it. */
    REJECTED,
    /** Its key or value can't be decoded. */
    UNDECODABLE
}
