package dev.headgate.sink.http;

import dev.headgate.api.Ack;
import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import java.util.concurrent.CompletableFuture;

/**
 * One record on its way.
 *
 * @param body the record as its {@link BodyFormat} encodes it
 * @param acknowledgement completed once, with the word on this record
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record PendingRecord(Output output, RecordContext context, byte[] body, CompletableFuture<Ack> acknowledgement) {

    PendingRecord(Output output, RecordContext context, byte[] body) {
        this(output, context, body, new CompletableFuture<>());
    }

    /** Whether it has failed before for a reason that may be its own. */
    boolean isRetry() {
        return context.attempt() > 1;
    }

    /** {@code topic-partition@offset}. */
    String place() {
        return context.topic() + "-" + context.partition() + "@" + context.offset();
    }

    void delivered() {
        acknowledgement.complete(Ack.DELIVERED);
    }

    void failed(Throwable failure) {
        acknowledgement.completeExceptionally(failure);
    }
}
