package dev.headgate.api;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The user's work on several records at once: the first stage of the pipeline.
 *
 * @param <K> the decoded key; Kafka hands on {@code null} for a record without one
 * @param <V> the decoded value; Kafka hands on {@code null} for a tombstone
 * @param <R> what is handed to the next stage, or to the sink
 */
@FunctionalInterface
public interface BatchHandler<K, V, R> {
    /**
     * Handles a batch. Called on a worker, for several batches at once, though never for two with records that
     * {@link Ordering} keeps apart. Records of one lane stand together, in their order and without a gap. May block; is
     * interrupted when its time is up.
     *
     * <p>What it throws is held against the whole batch: the same records are tried again together under the
     * {@link RetryPolicy}, and when the attempts are exhausted, each of them alone and with attempts of its own.
     *
     * @param records at least one; the list is not to be changed. Of each record what {@link RecordHandler#handle} says of one
     * @return one result for all, or an outcome for each; see {@link BatchResult}
     * @throws DownstreamUnavailableException if what it calls takes nothing from anyone just now: its circuit opens
     * @throws HaltException if no other record would fare better: the engine halts
     * @throws RejectedRecordException if another attempt with these records together cannot help
     * @throws Exception any other failure (the package has a table of all)
     */
    BatchResult<R> handle(List<ConsumerRecord<K, V>> records, BatchContext context) throws Exception;
}
