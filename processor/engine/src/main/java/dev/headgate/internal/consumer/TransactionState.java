package dev.headgate.internal.consumer;

/** Where the cycle of transactions stands. */
enum TransactionState {
    /** The producer starts; the gate is closed. */
    STARTING,
    /** Deliveries go into the transaction. */
    OPEN,
    /** The gate is closed, and what went in is on its way to the brokers. */
    FLUSHING,
    /** Offsets and outputs are being committed. */
    COMMITTING,
    /** It is being aborted. */
    ABORTING,
    /** It was aborted: everything begins again at the committed offsets. */
    RESTARTING,
    /** No transaction will succeed. */
    FAILED;

    /** The table of legal transitions. */
    boolean mayBecome(TransactionState next) {
        return switch (this) {
            case STARTING -> next == OPEN || next == FAILED;
            case OPEN -> next == FLUSHING || next == ABORTING;
            case FLUSHING -> next == OPEN || next == COMMITTING || next == ABORTING;
            case COMMITTING -> next == OPEN || next == ABORTING;
            case ABORTING -> next == RESTARTING || next == FAILED;
            case RESTARTING -> next == OPEN;
            case FAILED -> false;
        };
    }
}
