package dev.headgate.sink.kafka;

import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.TopicTarget;
import dev.headgate.internal.sink.ProducerProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes sinks that write to a Kafka topic: key, value and headers as they are, acknowledged by all in-sync replicas. Not
 * thread-safe; the sinks are.
 *
 * <pre>{@code
 * Sink<Output> sink = KafkaSink.to("orders-done").kafka(properties).open();
 * }</pre>
 *
 * <p>Or, for exactly-once:
 *
 * <pre>{@code
 * ExactlyOnceSink<Output> sink = KafkaSink.to("orders-done")
 *         .kafka(properties)
 *         .exactlyOnce()
 *         .deadLetters("orders-dead")
 *         .open();
 * }</pre>
 *
 * <p>While brokers are away the producer keeps what it has and sends it again by itself; new records wait for room at most
 * {@code max.block.ms} (5 s), and then the sink is unavailable.
 */
public final class KafkaSink {
    /** Which timestamp a written record has. */
    public enum Timestamps {
        /** That of the record it was made from. */
        SOURCE,
        /** The time of writing. */
        NOW
    }

    private final String topic;
    private final Map<String, Object> kafka = new HashMap<>();
    private final Map<String, Object> producer = new HashMap<>();
    private Timestamps timestamps = Timestamps.SOURCE;
    private String setting = "KafkaSink.to";

    private KafkaSink(String topic) {
        this.topic = topic;
    }

    /**
     * Begins with the topic.
     *
     * @param topic where the records go; it must exist once the sink is opened, if the brokers can be reached
     */
    public static KafkaSink to(String topic) {
        return new KafkaSink(topic);
    }

    /**
     * Client properties, as those of the consumer: at least {@code bootstrap.servers}. What only a consumer understands is left
     * out. May be called several times.
     */
    public KafkaSink kafka(Map<String, ?> properties) {
        kafka.putAll(properties);
        return this;
    }

    /** Properties of this producer alone, such as {@code linger.ms}, which win over those of {@link #kafka}. Default: none. */
    public KafkaSink producer(Map<String, ?> properties) {
        producer.putAll(properties);
        return this;
    }

    /** Default: {@link Timestamps#SOURCE}. */
    public KafkaSink timestamps(Timestamps value) {
        timestamps = value;
        return this;
    }

    /** What the topic is called in a configuration of your own, for messages about it. Default: {@code KafkaSink.to}. */
    public KafkaSink setting(String name) {
        setting = name;
        return this;
    }

    /** Goes on to a sink whose records, dead letters and offsets are committed in one transaction. */
    public KafkaExactlyOnce exactlyOnce() {
        return new KafkaExactlyOnce(this);
    }

    /**
     * Opens the sink, with an idempotent producer of its own. May block for some 10 s while the topic is looked up; brokers that
     * can't be reached are no reason to fail. To be closed unless an engine is started with it.
     *
     * @throws IllegalArgumentException if the topic is missing or closed to us, or a property is missing or won't do
     */
    public Sink<Output> open() {
        Map<String, Object> properties = ProducerProperties.of(kafka, producer, "sink");
        return new OutputSink(
                FittingHandover.of(
                        new IdempotentHandover(Producers.open(properties, setting, topic)), topic, properties),
                new TopicTarget(setting, topic, properties),
                timestamps);
    }

    /** With batches that both topics take. */
    KafkaTransactions openTransactions(TransactionOptions options, Optional<String> letters, String nameOfLetters) {
        Map<String, Object> properties =
                Producers.forTopic(TransactionalProperties.of(kafka, producer, options), setting, topic);
        return KafkaTransactions.open(
                letters.isPresent() ? Producers.forTopic(properties, nameOfLetters, letters.get()) : properties,
                options);
    }

    OutputSink within(KafkaTransactions transactions) {
        return new OutputSink(
                FittingHandover.of(transactions, topic), new TopicTarget(setting, topic, kafka), timestamps);
    }

    DeadLetterSink within(KafkaTransactions transactions, String letters, String nameOfLetters) {
        return new DeadLetterSink(
                FittingHandover.of(transactions, letters), new TopicTarget(nameOfLetters, letters, kafka));
    }

    boolean hasOwn(String property) {
        return producer.containsKey(property);
    }
}
