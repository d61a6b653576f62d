package dev.headgate.audit;

/** The counts can't be read at present: partitions are on the move, or another instance doesn't answer. Try again. */
public final class AuditUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    AuditUnavailableException(String message) {
        super(message);
    }

    AuditUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
