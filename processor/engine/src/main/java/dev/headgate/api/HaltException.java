package dev.headgate.api;

/**
 * Thrown by a handler, a stage or a sink: no other record would fare better, so the engine halts, whatever the failure policy
 * says. The record isn't committed and is delivered again after a restart.
 */
public class HaltException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message one line for the log: what is wrong, and what to do about it */
    public HaltException(String message) {
        super(message);
    }

    /**
     * @param message one line for the log: what is wrong, and what to do about it
     * @param cause shown with its stack trace
     */
    public HaltException(String message, Throwable cause) {
        super(message, cause);
    }
}
