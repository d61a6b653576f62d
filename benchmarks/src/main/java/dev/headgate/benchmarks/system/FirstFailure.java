package dev.headgate.benchmarks.system;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps the first thing that went wrong on any thread, for the thread that can end the run because of it. Thread-safe. */
final class FirstFailure {
    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    void report(Throwable failure) {
        first.compareAndSet(null, failure);
    }

    /** @throws IllegalStateException with the failure as its cause, if there was one */
    void throwIfAny() {
        Throwable failure = first.get();
        if (failure != null) {
            throw new IllegalStateException("the run has failed: " + failure, failure);
        }
    }
}
