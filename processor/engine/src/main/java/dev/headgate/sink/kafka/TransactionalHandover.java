package dev.headgate.sink.kafka;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import dev.headgate.internal.dispatch.CommonResult;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.internal.dispatch.TransactionFailedException.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Hands records to the producer of the open transaction. Thread-safe.
 *
 * <p>A record that the broker won't take spoils the transaction, and would spoil the next one just so. It is remembered, and
 * when it comes again it is refused before it is sent: then it goes where the failure policy says. Only the first of a transaction
 * is held to be refused: the producer gives its failure to all that it had not sent yet, and for the same reason the failure is the
 * very same object for every record that is too large, in this transaction or any other.
 */
final class TransactionalHandover implements Handover {
    private final KafkaTransactions transactions;
    private final RefusedRecords refused = new RefusedRecords();

    TransactionalHandover(KafkaTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public CompletionStage<Ack> send(ProducerRecord<byte[], byte[]> outgoing, RecordContext source) throws Exception {
        refused.requireUnknown(source);
        CompletableFuture<Ack> acknowledgement = new CompletableFuture<>();
        try {
            var _ = transactions.producer().send(outgoing, (_, failure) -> {
                if (failure == null) {
                    acknowledgement.complete(Ack.DELIVERED);
                } else {
                    acknowledgement.completeExceptionally(broken(failure, outgoing.topic(), source));
                }
            });
        } catch (InterruptException e) {
            throw e; // out of time before the producer took it, which leaves the transaction as it was
        } catch (RuntimeException e) {
            throw broken(e, outgoing.topic(), source);
        }
        return acknowledgement;
    }

    private TransactionFailedException broken(Exception failure, String topic, RecordContext source) {
        if (TransactionFailures.isOfTheRecord(failure) && transactions.isFirstRefusal()) {
            String reason = "topic '" + topic + "' can't take the record: " + failure.getMessage();
            refused.add(source, reason);
            return new TransactionFailedException(Kind.REFUSED, reason + " (made from " + place(source) + ")", failure);
        }
        return TransactionFailures.read(failure, "topic '" + topic + "' can't be written");
    }

    private static String place(RecordContext source) {
        String first = source.topic() + "-" + source.partition() + "@" + source.offset();
        return source instanceof CommonResult common
                ? first + " and " + (common.records().size() - 1) + " others"
                : first;
    }

    @Override
    public void close() {
        transactions.close();
    }
}
