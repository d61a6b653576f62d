package dev.headgate.api;

/** This record can never be handled or delivered; another attempt would fail alike. It goes where {@link FailurePolicy} says. */
public class RejectedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    public RejectedRecordException(String message) {
        super(message);
    }

    public RejectedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
