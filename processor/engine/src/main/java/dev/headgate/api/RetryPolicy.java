package dev.headgate.api;

import java.time.Duration;

/**
 * How often and how far apart a failed record is tried again. Between attempts it waits without a worker.
 *
 * @param maxAttempts attempts in all, the first included; at least 1
 * @param initialBackoff the wait after the first failure
 * @param multiplier by how much each wait is longer than the one before; at least 1
 * @param maxBackoff the longest wait
 * @param jitter which part of each wait is drawn at random, from 0 (none) to 1
 */
public record RetryPolicy(
        int maxAttempts, Duration initialBackoff, double multiplier, Duration maxBackoff, double jitter) {

    /** 5 attempts; waits from 100 ms, each twice the one before, up to 30 s; half of each wait is drawn at random. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(5, Duration.ofMillis(100), 2.0, Duration.ofSeconds(30), 0.5);

    /** @throws IllegalArgumentException naming the value that is out of its range */
    public RetryPolicy {
        require(maxAttempts >= 1, "retry max attempts must be at least 1, not " + maxAttempts);
        require(
                initialBackoff.toMillis() >= 1,
                "retry initial backoff must be at least 1 ms, not " + initialBackoff.toMillis() + " ms");
        require(multiplier >= 1, "retry multiplier must be at least 1, not " + multiplier);
        require(
                maxBackoff.compareTo(initialBackoff) >= 0,
                "retry max backoff (" + maxBackoff.toMillis() + " ms) must not be below the initial backoff ("
                        + initialBackoff.toMillis() + " ms)");
        require(jitter >= 0 && jitter <= 1, "retry jitter must be between 0 and 1, not " + jitter);
    }

    /** One attempt, no retries. */
    public static RetryPolicy none() {
        return attempts(1);
    }

    /** The default waits, with another number of attempts. */
    public static RetryPolicy attempts(int maxAttempts) {
        return new RetryPolicy(
                maxAttempts, DEFAULT.initialBackoff, DEFAULT.multiplier, DEFAULT.maxBackoff, DEFAULT.jitter);
    }

    /** With another number of attempts in all, the first included. */
    public RetryPolicy withMaxAttempts(int attempts) {
        return new RetryPolicy(attempts, initialBackoff, multiplier, maxBackoff, jitter);
    }

    /** With other waits: the first, and the longest. */
    public RetryPolicy withBackoff(Duration first, Duration longest) {
        return new RetryPolicy(maxAttempts, first, multiplier, longest, jitter);
    }

    /** With each wait longer than the one before by this factor; 1 for equal waits. */
    public RetryPolicy withMultiplier(double factor) {
        return new RetryPolicy(maxAttempts, initialBackoff, factor, maxBackoff, jitter);
    }

    /** With this part of each wait drawn at random, from 0 (none) to 1. */
    public RetryPolicy withJitter(double part) {
        return new RetryPolicy(maxAttempts, initialBackoff, multiplier, maxBackoff, part);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
