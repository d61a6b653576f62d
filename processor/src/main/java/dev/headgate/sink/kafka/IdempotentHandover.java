package dev.headgate.sink.kafka;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Hands records to an idempotent producer, outside transactions. Thread-safe. */
final class IdempotentHandover implements Handover {
    private final Producer<byte[], byte[]> producer;

    IdempotentHandover(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public CompletionStage<Ack> send(ProducerRecord<byte[], byte[]> outgoing, RecordContext source) throws Exception {
        CompletableFuture<Ack> acknowledgement = new CompletableFuture<>();
        try {
            var _ = producer.send(outgoing, (_, failure) -> {
                if (failure == null) {
                    acknowledgement.complete(Ack.DELIVERED);
                } else {
                    acknowledgement.completeExceptionally(ProducerFailures.afterHandOver(failure, outgoing.topic()));
                }
            });
        } catch (RuntimeException e) {
            throw ProducerFailures.beforeHandOver(e, outgoing.topic());
        }
        if (acknowledgement.isCompletedExceptionally()) {
            // The producer reports most failures to the callback even where it never took the record. They have to be
            // thrown:
            // once this method returns, the lane goes on to its next record.
            throw failureOf(acknowledgement);
        }
        return acknowledgement;
    }

    private static Exception failureOf(CompletableFuture<Ack> failed) {
        return failed.exceptionNow() instanceof Exception exception
                ? exception
                : new IllegalStateException(failed.exceptionNow());
    }

    @Override
    public void close() {
        producer.close(Producers.CLOSE_WITHIN);
    }
}
