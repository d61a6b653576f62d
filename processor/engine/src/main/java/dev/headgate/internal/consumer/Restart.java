package dev.headgate.internal.consumer;

/** Begins again at what is committed, as after a crash. Called by the poll thread, outside callbacks. */
@FunctionalInterface
interface Restart {
    /**
     * Returns false if nothing was changed; call again.
     *
     * @param tried the last commit, of which the outcome may be unknown
     */
    boolean all(CommitPoints tried);
}
