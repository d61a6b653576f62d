package dev.headgate.internal.worker;

/** A record's key or value is not what the deserializer expects. */
public final class UndecodableRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    UndecodableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
