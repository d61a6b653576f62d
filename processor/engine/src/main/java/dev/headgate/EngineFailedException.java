package dev.headgate;

import org.jspecify.annotations.Nullable;

/** A failure has ended the engine. The message is one line, with the record if it was one; the cause is what was thrown. */
public final class EngineFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
