package dev.headgate.internal.dispatch;

/** Where a job stands between its admission and its end. */
public enum JobState {
    /** Waits: for a worker, for its lane, or for its next attempt. */
    QUEUED,
    /** A worker has it in hand. */
    RUNNING,
    /** The sink has it, and will say so later. */
    DELIVERING,
    /** Its partition went away while it was queued; the worker that finds it ends it. */
    DROPPED,
    /** Has an outcome. */
    ENDED;

    /** The table of legal transitions. */
    boolean mayBecome(JobState next) {
        return switch (this) {
            case QUEUED -> next == RUNNING || next == DROPPED;
            case RUNNING -> next == QUEUED || next == DELIVERING || next == ENDED;
            case DELIVERING -> next == QUEUED || next == ENDED;
            case DROPPED -> next == ENDED;
            case ENDED -> false;
        };
    }
}
