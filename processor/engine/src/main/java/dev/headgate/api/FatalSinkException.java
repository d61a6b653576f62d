package dev.headgate.api;

/** The sink can never deliver anything again: the engine halts, and the record is delivered after a restart. */
public class FatalSinkException extends Exception {
    private static final long serialVersionUID = 1L;

    public FatalSinkException(String message) {
        super(message);
    }

    public FatalSinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
