package dev.headgate.internal.consumer;

import dev.headgate.internal.Failures;

/** The engine can't go on. The message is one line for the operator. */
final class EngineFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** The engine's own code has failed around a record, which may have no outcome now. */
    static EngineFailure around(Throwable failure) {
        return new EngineFailure(
                "a worker or a callback failed around a record, whose outcome is not known, and a restart delivers it"
                        + " again: "
                        + failure.getClass().getSimpleName() + ": " + Failures.messageOf(failure),
                failure);
    }
}
