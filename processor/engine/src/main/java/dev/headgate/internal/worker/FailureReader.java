package dev.headgate.internal.worker;

import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.HaltException;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.internal.Failures;
import dev.headgate.internal.dispatch.TransactionFailedException;
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

    private final Predicate<? super Throwable> unavailable;

    /** @param unavailable whether a failure, whose causes it need not look at, says that the downstream takes nothing */
    FailureReader(Predicate<? super Throwable> unavailable) {
        this.unavailable = unavailable;
    }

    /** Returns the failure in the engine's words; as it is, without what only wraps it, where it has no meaning of its own. */
    Throwable read(Throwable failure) {
        try {
            return meaning(failure).orElseGet(() -> unwrapped(failure));
        } catch (Throwable e) { // of the rule, or of the failure itself
            if (Failures.isUnsurvivable(e)) {
                return e;
            }
            LOG.warn(
                    "the rule for unavailableWhen failed with {}: {}, so a {} counts as an attempt",
                    e.getClass().getName(),
                    Failures.messageOf(e),
                    failure.getClass().getName());
            return failure;
        }
    }

    private Optional<Throwable> meaning(Throwable failure) {
        for (Throwable link : Failures.causes(failure)) {
            if (isOfADecoder(link)) {
                return Optional.of(unlessAway(link));
            }
            if (isOurs(link)) {
                return Optional.of(link);
            }
            if (unavailable.test(link)) {
                return Optional.of(new DownstreamUnavailableException(describe(link), failure));
            }
        }
        return Optional.empty();
    }

    private static boolean isOfADecoder(Throwable link) {
        return link instanceof UndecodableRecordException || link instanceof NoDecoderException;
    }

    /** A schema registry that can't be reached just now says nothing about the record. */
    private Throwable unlessAway(Throwable ofDecoder) {
        return ofDecoder.getCause() != null
                        && meaning(ofDecoder.getCause()).orElse(ofDecoder)
                                instanceof DownstreamUnavailableException away
                ? new DownstreamUnavailableException("just now " + ofDecoder.getMessage(), away)
                : ofDecoder;
    }

    private static boolean isOurs(Throwable link) {
        return switch (link) {
            case HaltException _,
                    DownstreamUnavailableException _,
                    RejectedRecordException _,
                    AttemptTimeoutException _,
                    TransactionFailedException _ -> true;
            default -> false;
        };
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        for (Throwable link : Failures.causes(failure)) {
            inner = link;
            if (!isWrapper(link)) {
                break;
            }
        }
        return inner;
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof CompletionException || failure instanceof ExecutionException;
    }

    private static String describe(Throwable link) {
        String message = Failures.messageOf(link);
        return message.isEmpty()
                ? link.getClass().getSimpleName()
                : link.getClass().getSimpleName() + ": " + message;
    }
}
