package dev.headgate.worker;

/** An attempt was interrupted since its time was up. */
final class AttemptTimeoutException extends Exception {
    private static final long serialVersionUID = 1L;

    AttemptTimeoutException(Throwable cause) {
        super("the attempt took longer than headgate.attempt-timeout and was interrupted", cause);
    }

    AttemptTimeoutException(long millis) {
        super("the sink did not acknowledge within " + millis + " ms");
    }
}
