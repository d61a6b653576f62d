package dev.headgate.redrive;

/** A re-drive can't go on, or not begin. The message is one line that says why and what to do. */
public final class RedriveException extends Exception {
    private static final long serialVersionUID = 1L;

    RedriveException(String message) {
        super(message);
    }

    RedriveException(String message, Throwable cause) {
        super(message, cause);
    }
}
