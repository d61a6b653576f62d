package dev.headgate.api;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The user's work on one record: the first stage of the pipeline.
 *
 * @param <K> the decoded key; Kafka hands on {@code null} for a record without one
 * @param <V> the decoded value; Kafka hands on {@code null} for a tombstone
 * @param <R> what is handed to the next stage, or to the sink
 */
@FunctionalInterface
public interface RecordHandler<K, V, R> {
    /**
     * Handles one record. Called on a worker, for several records at once, though never for two that {@link Ordering}
     * keeps apart. May block; is interrupted when its time is up.
     *
     * @param record the record as Kafka delivered it, at each attempt: its headers are this attempt's own. The arrays in it, of
     *     bytes that are not decoded and of header values, are shared with later attempts and the dead letter, and must not be
     *     written to
     * @throws DownstreamUnavailableException if what it calls takes nothing from anyone just now: its circuit opens
     * @throws HaltException if no other record would fare better: the engine halts
     * @throws RejectedRecordException if another attempt cannot help
     * @throws Exception any other failure (the package has a table of all): the record is tried again under the {@link RetryPolicy}
     */
    R handle(ConsumerRecord<K, V> record, RecordContext context) throws Exception;
}
