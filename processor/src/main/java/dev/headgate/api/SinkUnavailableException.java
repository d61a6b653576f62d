package dev.headgate.api;

import java.time.Duration;

/**
 * The downstream takes nothing from anyone just now. The record is no worse for it: no attempt is counted, the circuit
 * opens, and consumption pauses until a probe gets through. What well-known clients throw when their server is away means the
 * same without it: {@link Unavailability}.
 */
public class SinkUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** Unavailable for as long as the circuit's own backoff says. */
    public SinkUnavailableException(String message) {
        this(message, Duration.ZERO);
    }

    /** Unavailable for as long as the circuit's own backoff says. */
    public SinkUnavailableException(String message, Throwable cause) {
        super(message, cause);
        this.retryAfter = Duration.ZERO;
    }

    /** Unavailable for at least {@code retryAfter}, in the downstream's own words (RFC 9110, section 10.2.3). */
    public SinkUnavailableException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** How long to stay away at least; zero if the downstream did not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
