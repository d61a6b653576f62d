package dev.headgate.sink.kafka;

import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.internal.dispatch.TransactionFailedException.Kind;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Reads what a producer says as what it means for the transaction. */
public final class TransactionFailures {
    private TransactionFailures() {}

    /** @param what what can't be done, for the message */
    static TransactionFailedException read(Throwable failure, String what) {
        Throwable cause = failure;
        Kind kind = kindOf(cause);
        while (kind == Kind.TRANSIENT && cause.getCause() != null) {
            cause = cause.getCause();
            kind = kindOf(cause);
        }
        Throwable told = kind == Kind.TRANSIENT ? failure : cause;
        return new TransactionFailedException(
                kind, what + ": " + told.getClass().getSimpleName() + ": " + firstLine(told.getMessage()), failure);
    }

    private static Kind kindOf(Throwable failure) {
        return switch (failure) {
            case AuthenticationException _,
                    AuthorizationException _,
                    UnsupportedVersionException _,
                    InvalidTopicException _,
                    InvalidTxnTimeoutException _,
                    OffsetMetadataTooLarge _ -> Kind.FATAL;
            case ProducerFencedException _, InvalidProducerEpochException _ -> Kind.FENCED;
            default -> Kind.TRANSIENT;
        };
    }

    /** Whether another attempt with this record would fail alike. */
    public static boolean isOfTheRecord(Throwable failure) {
        return failure instanceof RecordTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof InvalidTimestampException
                || failure instanceof SerializationException;
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
