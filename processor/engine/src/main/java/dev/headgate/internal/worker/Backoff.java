package dev.headgate.internal.worker;

import dev.headgate.api.RetryPolicy;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** How long a record waits for its next attempt. The longest wait is jittered as any other is. Thread-safe. */
final class Backoff {
    private final RetryPolicy policy;
    private final DoubleSupplier dice;

    Backoff(RetryPolicy policy) {
        this(policy, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param dice from 0 to 1, 1 excluded */
    Backoff(RetryPolicy policy, DoubleSupplier dice) {
        this.policy = policy;
        this.dice = dice;
    }

    /** The wait after this many failures, in ns. */
    long nanos(int failures) {
        double longest = policy.maxBackoff().toMillis();
        double wait =
                Math.min(longest, policy.initialBackoff().toMillis() * Math.pow(policy.multiplier(), failures - 1.0));
        double drawn = wait * policy.jitter();
        double millis = wait - drawn + drawn * dice.getAsDouble();
        return Math.max(1, (long) (millis * TimeUnit.MILLISECONDS.toNanos(1)));
    }
}
