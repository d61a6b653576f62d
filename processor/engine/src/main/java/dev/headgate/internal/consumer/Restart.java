package dev.headgate.internal.consumer;

/** Begins again at what is committed, as after a crash. Called by the poll thread, outside callbacks. */
@FunctionalInterface
interface Restart {
    /**
     * Answers whether it is done; otherwise nothing is, and it has to be asked for again.
     *
     * @param tried the last commit, of which the outcome may be unknown
     */
    boolean all(CommitPoints tried);
}
