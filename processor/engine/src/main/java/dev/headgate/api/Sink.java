package dev.headgate.api;

import java.util.concurrent.CompletionStage;

/**
 * The downstream stage. A record's offset may be committed only after the stage returned for it has completed.
 *
 * @param <R> what the last stage of the pipeline hands over
 */
@FunctionalInterface
public interface Sink<R> extends AutoCloseable {
    /**
     * No downstream: a record is done when the last handler has returned. The engine knows this sink by identity and leaves out
     * all that belongs to a delivery.
     */
    static <R> Sink<R> none() {
        return NoSink.get();
    }

    /**
     * Starts to deliver one result. Called on a worker, for several records at once. May block, or return at once and
     * complete the stage later from any thread. Return {@link Ack#now()} where the delivery is done on return.
     *
     * <p>A failure, thrown or as the stage's exception, is read by its type and by those of its causes: {@link
     * RejectedRecordException} means that this record can never be delivered, {@link DownstreamUnavailableException} and what {@link
     * Unavailability} names that nothing can be delivered just now, {@link HaltException} that nothing ever can, and
     * anything else that the record is worth another attempt.
     *
     * @throws Exception as the stage's exception would
     */
    CompletionStage<Ack> deliver(R result, RecordContext context) throws Exception;

    /**
     * Whether results arrive downstream in the order in which {@link #deliver} was called for them, even if one has to be
     * sent again. An ordered lane then goes on to its next record as soon as {@code deliver} returns, and only the commit
     * waits for the acknowledgement.
     */
    default boolean keepsOrder() {
        return false;
    }

    /**
     * Whether each stage completes within a bounded time whatever the downstream does, because the client underneath has a
     * timeout of its own. Otherwise the engine sets one timer for each delivery.
     */
    default boolean boundsDelivery() {
        return false;
    }

    /** Asks to send now what is held back for a batch, since someone waits for it. Must not block. Any thread. */
    default void flush() {}

    /** Releases what the sink holds, in bounded time. Called once, after the last {@link #deliver} has returned. */
    @Override
    default void close() {}
}
