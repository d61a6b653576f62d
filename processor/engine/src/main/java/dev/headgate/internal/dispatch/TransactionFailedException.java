package dev.headgate.internal.dispatch;

/**
 * A transaction can't be committed: everything that was delivered into it has to be delivered again, into another one. No
 * record's fault, so no attempt is counted.
 */
public final class TransactionFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What can be done about it. */
    public enum Kind {
        /** A record was refused, and is known from now on: another transaction goes without it. */
        REFUSED,
        /** Another transaction may succeed. */
        TRANSIENT,
        /** Another producer has taken over the transactional id, or the coordinator ended the transaction for its time. */
        FENCED,
        /** No transaction will succeed before somebody has changed something. */
        FATAL
    }

    private final Kind kind;
    private final String line;
    private final boolean mayBeCommitted;

    /** @param line one line for the operator */
    public TransactionFailedException(Kind kind, String line, Throwable cause) {
        this(kind, line, cause, false);
    }

    private TransactionFailedException(Kind kind, String line, Throwable cause, boolean mayBeCommitted) {
        super(line, cause);
        this.kind = kind;
        this.line = line;
        this.mayBeCommitted = mayBeCommitted;
    }

    /** The same, after the coordinator was asked to commit: whether it has is not known. */
    public TransactionFailedException afterTheQuestion() {
        return new TransactionFailedException(kind, line, this, true);
    }

    /** Whether the transaction may be committed in spite of this. */
    public boolean mayBeCommitted() {
        return mayBeCommitted;
    }

    /** What went wrong, in one line for the operator. */
    public String line() {
        return line;
    }

    public Kind kind() {
        return kind;
    }
}
