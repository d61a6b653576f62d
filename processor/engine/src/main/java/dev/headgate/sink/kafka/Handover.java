package dev.headgate.sink.kafka;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Hands records to a producer and tells apart what fails before that from what fails afterwards. Thread-safe. */
interface Handover {
    /**
     * Sends one record. The stage is completed by the producer's network thread.
     *
     * @param source the record that it was made from
     * @throws Exception what went wrong before the producer took the record
     */
    CompletionStage<Ack> send(ProducerRecord<byte[], byte[]> outgoing, RecordContext source) throws Exception;

    /** Sends what is held, as far as that is done in time. */
    void close();
}
