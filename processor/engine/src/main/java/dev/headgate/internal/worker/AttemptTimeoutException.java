package dev.headgate.internal.worker;

/** An attempt was interrupted since its time was up. */
final class AttemptTimeoutException extends Exception {
    private static final long serialVersionUID = 1L;

    private AttemptTimeoutException(Throwable cause) {
        super("the attempt took longer than the attempt timeout and was interrupted", cause);
    }

    private AttemptTimeoutException(String message) {
        super(message);
    }

    /** What an attempt failed of: its interrupt, if it was interrupted. */
    static Throwable or(Throwable failure, boolean interrupted) {
        return interrupted ? new AttemptTimeoutException(failure) : failure;
    }

    /** A batch's records took too long to decode. */
    static AttemptTimeoutException inDecoding() {
        return new AttemptTimeoutException(
                "decoding the batch took longer than the attempt timeout and was interrupted");
    }

    /** An asynchronous attempt has no thread to interrupt. */
    static AttemptTimeoutException cancelled() {
        return new AttemptTimeoutException("the attempt took longer than the attempt timeout and was cancelled");
    }

    AttemptTimeoutException(long millis) {
        super("the sink did not acknowledge within " + millis + " ms");
    }
}
