package dev.headgate.api;

import java.time.Duration;

/**
 * Thrown by a handler, a stage or a sink: what it calls takes nothing from anyone just now. The record is no worse for it: no
 * attempt is counted, the circuit opens, and consumption pauses until a probe gets through. What well-known clients throw when
 * their server is away means the same without it: {@link Unavailability}.
 */
public class DownstreamUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Nobody means to be left alone for longer, and sums of such waits must stay countable. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Duration retryAfter;

    /** Unavailable for as long as the circuit's own backoff says. */
    public DownstreamUnavailableException(String message) {
        this(message, Duration.ZERO);
    }

    /** Unavailable for as long as the circuit's own backoff says, or as the cause does where it is one of these. */
    public DownstreamUnavailableException(String message, Throwable cause) {
        this(message, cause instanceof DownstreamUnavailableException inner ? inner.retryAfter : Duration.ZERO, cause);
    }

    /**
     * Unavailable for at least {@code retryAfter}, in the downstream's own words (RFC 9110, section 10.2.3); a negative wait is
     * none, and one of more than a year is a year.
     */
    public DownstreamUnavailableException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = bounded(retryAfter);
    }

    /** As {@link #DownstreamUnavailableException(String, Duration)}, with what it was read out of. */
    public DownstreamUnavailableException(String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.retryAfter = bounded(retryAfter);
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    /** How long to stay away at least; zero if the downstream did not say. */
    public final Duration retryAfter() {
        return retryAfter;
    }
}
