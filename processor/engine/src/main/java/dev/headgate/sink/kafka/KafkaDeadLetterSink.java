package dev.headgate.sink.kafka;

import dev.headgate.api.DeadLetter;
import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.TopicTarget;
import dev.headgate.internal.sink.ProducerProperties;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Makes sinks that write dead letters to a topic: key and value with the bytes they came with, the record's headers, and {@link
 * DeadLetterHeaders}. The timestamp is the time of writing, so that the topic's retention counts from there. Not thread-safe; the
 * sinks are.
 *
 * <p>A dead letter that the topic can't take halts the engine before the record's offset is committed: nowhere else would the
 * record still exist.
 */
public final class KafkaDeadLetterSink {
    /** Records of this size are the broker's to judge by the topic's {@code max.message.bytes}, not the producer's. */
    private static final int MAX_REQUEST_BYTES = 32 * 1024 * 1024;

    private final String topic;
    private final Map<String, Object> kafka = new HashMap<>();
    private String setting = "KafkaDeadLetterSink.to";

    private KafkaDeadLetterSink(String topic) {
        this.topic = topic;
    }

    /**
     * Begins with the topic.
     *
     * @param topic where dead letters go; it must exist once the sink is opened, if the brokers can be reached
     */
    public static KafkaDeadLetterSink to(String topic) {
        return new KafkaDeadLetterSink(topic);
    }

    /**
     * Client properties, as those of the consumer: at least {@code bootstrap.servers}. What only a consumer understands is left
     * out. May be called several times.
     */
    public KafkaDeadLetterSink kafka(Map<String, ?> properties) {
        kafka.putAll(properties);
        return this;
    }

    /**
     * What the topic is called in a configuration of your own, for messages about it. Default: {@code KafkaDeadLetterSink.to}.
     */
    public KafkaDeadLetterSink setting(String name) {
        setting = name;
        return this;
    }

    /**
     * Opens the sink, with an idempotent producer of its own. May block for some 10 s while the topic is looked up; brokers that
     * can't be reached are no reason to fail. To be closed unless an engine is started with it.
     *
     * @throws IllegalArgumentException if the topic is missing or closed to us, or a property is missing or won't do
     */
    public Sink<DeadLetter> open() {
        Map<String, Object> own = kafka.containsKey(ProducerConfig.MAX_REQUEST_SIZE_CONFIG)
                ? Map.of()
                : Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        Map<String, Object> properties = ProducerProperties.of(kafka, own, "dead-letters");
        return new DeadLetterSink(
                FittingHandover.of(
                        new IdempotentHandover(Producers.open(properties, setting, topic)), topic, properties),
                new TopicTarget(setting, topic, properties));
    }
}
