package dev.headgate.consumer;

/** The engine can't go on. The message is one line for the operator. */
final class EngineFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
