package dev.headgate.internal.consumer;

import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.internal.dispatch.TransactionFailedException.Kind;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of transactions that fail one after another: the next attempt has to wait longer, or there is none. Owned by
 * the poll thread.
 */
final class TransactionRetries {
    /** This many fences in a row are no accident: two processors take the transactional id from each other. */
    static final int MOST_FENCES = 5;

    private static final long LONGEST_BACKOFF_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MOST_DOUBLINGS = 8;

    private int failures;
    private int fences;
    private Optional<EngineFailure> fatal = Optional.empty();

    /** Why this call failed, if it did. */
    static Optional<TransactionFailedException> failureOf(CompletableFuture<?> call) {
        if (!call.isCompletedExceptionally()) {
            return Optional.empty();
        }
        return Optional.of(
                call.exceptionNow() instanceof TransactionFailedException failure
                        ? failure
                        : new TransactionFailedException(
                                Kind.FATAL, String.valueOf(call.exceptionNow()), call.exceptionNow()));
    }

    void failed(TransactionFailedException reason) {
        if (reason.kind() != Kind.REFUSED) { // the next one goes without that record, so it has reason to succeed
            failures++;
        }
        fences = reason.kind() == Kind.FENCED ? fences + 1 : 0;
        if (reason.kind() == Kind.FATAL) {
            giveUp(reason);
        } else if (fences >= MOST_FENCES) {
            fatal = Optional.of(new EngineFailure(
                    "fenced " + fences + " times in a row: does another process run with the same group.instance.id? "
                            + reason.line(),
                    reason));
        }
    }

    /** Whatever it was, there is no next attempt. */
    void giveUp(TransactionFailedException reason) {
        fatal = Optional.of(new EngineFailure(reason.line(), reason));
    }

    void committed() {
        failures = 0;
        fences = 0;
    }

    /** Why there is no next attempt. */
    Optional<EngineFailure> fatal() {
        return fatal;
    }

    /** How long the next attempt has to wait, in ns: not at all after the first failure. */
    long backoffNanos() {
        if (failures <= 1) {
            return 0;
        }
        return Math.min(FIRST_BACKOFF_NANOS << Math.min(failures - 1, MOST_DOUBLINGS), LONGEST_BACKOFF_NANOS);
    }
}
