package dev.headgate.sink.kafka;

import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import dev.headgate.internal.dispatch.TopicTarget;
import dev.headgate.internal.sink.SinkOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The sink named {@code kafka}. Its options:
 *
 * <ul>
 *   <li>{@code topic}: where the records go; must be set, and must exist
 *   <li>{@code timestamp}: {@code source} (default) or {@code now}; see {@link KafkaSink.Timestamps}
 *   <li>{@code producer.<property>}: a property of this producer alone, such as {@code producer.linger.ms}, or
 *       {@code producer.bootstrap.servers} for another cluster; wins over the one under {@code kafka}
 * </ul>
 */
public final class KafkaSinkProvider implements SinkProvider {
    private static final String TOPIC_KEY = SinkOptions.PREFIX + "topic";
    private static final Set<String> KNOWN = Set.of("topic", "timestamp", "producer.");

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Sink<Output> create(Map<String, String> options, Map<String, Object> kafka) {
        SinkOptions read = SinkOptions.of(name(), options, KNOWN);
        String topic = read.required("topic");
        Map<String, Object> properties = ProducerProperties.of(kafka, read.under("producer."), "sink");
        return new KafkaSink(
                new IdempotentHandover(Producers.open(properties, TOPIC_KEY, topic)),
                new TopicTarget(TOPIC_KEY, topic, properties),
                timestamps(read));
    }

    /**
     * The same sink, with its records in transactions that the engine ends. A dead-letter sink of the same engine comes from
     * {@link TransactionalKafkaSink#deadLetters}.
     *
     * @throws IllegalArgumentException naming the option, its value and the fix
     */
    public TransactionalKafkaSink<Output> createTransactional(
            Map<String, String> options, Map<String, Object> kafka, TransactionOptions transaction) {
        SinkOptions read = SinkOptions.of(name(), options, KNOWN);
        String topic = read.required("topic");
        Map<String, ?> own = read.under("producer.");
        if (own.containsKey(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException(SinkOptions.PREFIX
                    + "producer.bootstrap.servers can't be set with exactly-once: a transaction does not span clusters;"
                    + " remove it, or set headgate.guarantee to at-least-once");
        }
        KafkaTransactions transactions = KafkaTransactions.open(kafka, own, TOPIC_KEY, topic, transaction);
        return new TransactionalKafkaSink<>(
                new KafkaSink(
                        new TransactionalHandover(transactions),
                        new TopicTarget(TOPIC_KEY, topic, kafka),
                        timestamps(read)),
                transactions);
    }

    private static KafkaSink.Timestamps timestamps(SinkOptions read) {
        String timestamps = read.oneOf("timestamp", "source", Set.of("source", "now"));
        return KafkaSink.Timestamps.valueOf(timestamps.toUpperCase(Locale.ROOT));
    }
}
