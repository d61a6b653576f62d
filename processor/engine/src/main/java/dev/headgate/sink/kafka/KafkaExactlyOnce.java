package dev.headgate.sink.kafka;

import dev.headgate.api.ExactlyOnceSink;
import dev.headgate.api.Output;
import dev.headgate.internal.dispatch.TransactionalSinks;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Makes a sink for exactly-once: its records, the dead letters and the offsets are written by one producer, in one transaction.
 * Made by {@link KafkaSink#exactlyOnce()}. Not thread-safe; the sink is.
 */
public final class KafkaExactlyOnce {
    private final KafkaSink sink;
    private TransactionOptions options = TransactionOptions.DEFAULT;
    private Optional<String> deadLetters = Optional.empty();
    private String setting = "KafkaExactlyOnce.deadLetters";

    KafkaExactlyOnce(KafkaSink sink) {
        this.sink = sink;
    }

    /** Where dead letters go, on the same cluster. Needed where a policy says dead-letter. Default: nowhere. */
    public KafkaExactlyOnce deadLetters(String topic) {
        deadLetters = Optional.of(topic);
        return this;
    }

    /**
     * What the topic of the dead letters is called in a configuration of your own, for messages about it. Default: {@code
     * KafkaExactlyOnce.deadLetters}.
     */
    public KafkaExactlyOnce deadLettersSetting(String name) {
        setting = name;
        return this;
    }

    /** Default: {@link TransactionOptions#DEFAULT}. */
    public KafkaExactlyOnce transactions(TransactionOptions value) {
        options = value;
        return this;
    }

    /**
     * Opens the sink, with a transactional producer of its own; talks to no coordinator yet. May block for some 10 s while topics
     * are looked up. To be closed unless an engine is started with it.
     *
     * @throws IllegalArgumentException if a topic is missing or closed to us, or a property is missing or won't do
     */
    public ExactlyOnceSink<Output> open() {
        if (sink.hasOwn(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException("the producer property " + ProducerConfig.BOOTSTRAP_SERVERS_CONFIG
                    + " can't be set with exactly-once: a transaction does not span clusters; remove it, or go without"
                    + " exactly-once");
        }
        KafkaTransactions transactions = sink.openTransactions(options, deadLetters, setting);
        return new TransactionalSinks<>(
                new TransactionalKafkaSink<>(sink.within(transactions), transactions),
                deadLetters.map(topic ->
                        new TransactionalKafkaSink<>(sink.within(transactions, topic, setting), transactions)));
    }
}
