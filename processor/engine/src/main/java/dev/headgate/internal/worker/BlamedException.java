package dev.headgate.internal.worker;

/** An attempt met nobody downstream, and that is the record's own doing: its cause counts as a failed attempt. */
final class BlamedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Throwable held;

    BlamedException(Throwable held) {
        super(null, held, false, false);
        this.held = held;
    }

    /** What is held against the record: the failure as it is everywhere else. */
    static Throwable heldBy(Throwable failure) {
        return failure instanceof BlamedException blamed ? blamed.held : failure;
    }
}
