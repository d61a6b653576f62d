package dev.headgate.sink.kafka;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.TopicSink;
import dev.headgate.internal.dispatch.TopicTarget;
import dev.headgate.internal.dispatch.TransactionalSink;
import dev.headgate.internal.dispatch.Transactions;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Writes to a Kafka topic within transactions, all through one producer. Thread-safe.
 *
 * @param <R> what it delivers
 */
final class TransactionalKafkaSink<R> implements TransactionalSink<R>, TopicSink {
    private final Sink<R> sink;
    private final KafkaTransactions transactions;

    TransactionalKafkaSink(Sink<R> sink, KafkaTransactions transactions) {
        this.sink = sink;
        this.transactions = transactions;
    }

    @Override
    public Optional<TopicTarget> target() {
        return sink instanceof TopicSink writer ? writer.target() : Optional.empty();
    }

    @Override
    public Transactions transactions() {
        return transactions;
    }

    @Override
    public CompletionStage<Ack> deliver(R result, RecordContext context) throws Exception {
        return sink.deliver(result, context);
    }

    @Override
    public boolean keepsOrder() {
        return sink.keepsOrder();
    }

    @Override
    public boolean boundsDelivery() {
        return sink.boundsDelivery();
    }

    @Override
    public void close() {
        sink.close();
    }
}
