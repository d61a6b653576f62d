package dev.headgate.api;

import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The user's work on one record, where it goes on without a thread: the first stage of the pipeline.
 *
 * @param <K> the decoded key; Kafka hands on {@code null} for a record without one
 * @param <V> the decoded value; Kafka hands on {@code null} for a tombstone
 * @param <R> what is handed to the next stage, or to the sink
 */
@FunctionalInterface
public interface AsyncRecordHandler<K, V, R> {
    /**
     * Begins to handle one record, and returns at once. Called on a worker, for several records at once, though never for
     * two that {@link Ordering} keeps apart: the record's lane is released after its acknowledgement, as with a
     * {@link RecordHandler}. The stage may complete on any thread; nothing of the pipeline runs there.
     *
     * <p>No more stages are open at a time than there are workers. One that is open for longer than the attempt timeout is
     * cancelled by {@link java.util.concurrent.CompletableFuture#cancel}, and what it says later is ignored.
     *
     * <p>A failure, thrown or as the stage's exception, is read as in {@link RecordHandler#handle}.
     *
     * @param record what {@link RecordHandler#handle} says of it
     * @throws DownstreamUnavailableException if what it calls takes nothing from anyone just now: its circuit opens
     * @throws HaltException if no other record would fare better: the engine halts
     * @throws RejectedRecordException if another attempt cannot help
     * @throws Exception any other failure (the package has a table of all): the record is tried again under the {@link RetryPolicy}
     */
    CompletionStage<R> handle(ConsumerRecord<K, V> record, RecordContext context) throws Exception;
}
