package dev.headgate.sink.kafka;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Hands records to an idempotent producer, outside transactions. Thread-safe. */
final class IdempotentHandover implements Handover {
    private final Producer<byte[], byte[]> producer;

    IdempotentHandover(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public CompletionStage<Ack> send(ProducerRecord<byte[], byte[]> outgoing, RecordContext source) throws Exception {
        Acknowledgement acknowledgement = new Acknowledgement(outgoing.topic());
        try {
            var _ = producer.send(outgoing, acknowledgement);
        } catch (RuntimeException e) {
            throw ProducerFailures.beforeHandOver(e, outgoing.topic());
        }
        if (acknowledgement.isCompletedExceptionally()) {
            // The producer reports most failures to the callback even where it never took the record. They have to be
            // thrown: once this method returns, the lane goes on to its next record.
            throw acknowledgement.failure();
        }
        return acknowledgement;
    }

    /** The producer's callback and the stage in one: there is one for each record. */
    private static final class Acknowledgement extends CompletableFuture<Ack> implements Callback {
        private final String topic;

        private Acknowledgement(String topic) {
            this.topic = topic;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (failure == null) {
                complete(Ack.DELIVERED);
            } else {
                completeExceptionally(ProducerFailures.afterHandOver(failure, topic));
            }
        }

        private Exception failure() {
            return exceptionNow() instanceof Exception exception
                    ? exception
                    : new IllegalStateException(exceptionNow());
        }
    }

    @Override
    public void close() {
        producer.close(Producers.CLOSE_WITHIN);
    }
}
