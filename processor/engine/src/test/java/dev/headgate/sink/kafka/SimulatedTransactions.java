package dev.headgate.sink.kafka;

import dev.headgate.api.DeadLetter;
import dev.headgate.api.Output;
import dev.headgate.internal.dispatch.Parking;
import dev.headgate.internal.dispatch.TopicTarget;
import dev.headgate.internal.dispatch.TransactionalSink;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The sinks of exactly-once as they are, with producers, threads and time of a simulation. */
public final class SimulatedTransactions {
    private final KafkaTransactions transactions;

    /** @param thread a single one, shut down with the sink */
    public SimulatedTransactions(
            Supplier<Producer<byte[], byte[]>> producers,
            TransactionOptions options,
            ExecutorService thread,
            Parking parking) {
        transactions = new KafkaTransactions(
                Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE), producers, options, thread, parking);
    }

    /** The sink of the outputs. To close it closes all. */
    public TransactionalSink<Output> outputs(String topic) {
        return new TransactionalKafkaSink<>(
                new OutputSink(new TransactionalHandover(transactions), target(topic), KafkaSink.Timestamps.NOW),
                transactions);
    }

    public TransactionalSink<DeadLetter> deadLetters(String topic) {
        return new TransactionalKafkaSink<>(
                new DeadLetterSink(new TransactionalHandover(transactions), target(topic)), transactions);
    }

    private static TopicTarget target(String topic) {
        return new TopicTarget("topic", topic, Map.of());
    }
}
