package dev.headgate.worker;

import dev.headgate.api.FatalSinkException;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.SinkUnavailableException;
import dev.headgate.dispatch.TransactionFailedException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what user code threw as what it means for the record. Of a failure and its causes the first that has a meaning counts:
 * one of the engine's own types, or one of which the rule says that the downstream is away. Thread-safe.
 */
final class FailureReader {
    private static final Logger LOG = LoggerFactory.getLogger(FailureReader.class);

    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 20;

    private final Predicate<? super Throwable> unavailable;

    /** @param unavailable whether a failure, whose causes it need not look at, says that the downstream takes nothing */
    FailureReader(Predicate<? super Throwable> unavailable) {
        this.unavailable = unavailable;
    }

    /** Answers the failure in the engine's words; as it is, without what only wraps it, where it has no meaning of its own. */
    Throwable read(Throwable failure) {
        try {
            return meaning(failure).orElseGet(() -> unwrapped(failure));
        } catch (RuntimeException | LinkageError | StackOverflowError e) { // of the rule, or of the failure itself
            LOG.warn("the rule for unavailableWhen failed, so a {} counts as an attempt", failure.getClass(), e);
            return failure;
        }
    }

    private Optional<Throwable> meaning(Throwable failure) {
        Throwable link = failure;
        for (int i = 0; link != null && i < MOST_CAUSES; i++) {
            if (isOurs(link)) {
                return Optional.of(link);
            }
            if (unavailable.test(link)) {
                return Optional.of(new SinkUnavailableException(describe(link), failure));
            }
            link = link.getCause();
        }
        return Optional.empty();
    }

    private static boolean isOurs(Throwable link) {
        return switch (link) {
            case FatalSinkException _,
                    SinkUnavailableException _,
                    RejectedRecordException _,
                    UndecodableRecordException _,
                    AttemptTimeoutException _,
                    TransactionFailedException _ -> true;
            default -> false;
        };
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        for (int i = 0; i < MOST_CAUSES && isWrapper(inner) && inner.getCause() != null; i++) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException || failure instanceof ExecutionException;
    }

    private static String describe(Throwable link) {
        String message = link.getMessage();
        return message == null
                ? link.getClass().getSimpleName()
                : link.getClass().getSimpleName() + ": " + message;
    }
}
