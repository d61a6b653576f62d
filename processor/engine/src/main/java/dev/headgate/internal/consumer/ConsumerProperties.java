package dev.headgate.internal.consumer;

import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.Setting;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The consumer's properties: the user's, with those that the engine's guarantees rest on. */
public final class ConsumerProperties {
    private ConsumerProperties() {}

    /**
     * The properties the engine owns, each with the reason why it can't be set.
     *
     * @param names how a setting is called
     */
    public static Map<String, String> owned(Function<Setting, String> names) {
        String decoded = "the workers decode, so that a record that can't be decoded is still in hand";
        return Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "offsets are committed only after the sink has acknowledged; see " + names.apply(Setting.COMMIT),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "use " + names.apply(Setting.INITIAL_OFFSET) + " and " + names.apply(Setting.ON_OUT_OF_RANGE)
                        + ", which tell a new group from lost records",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                "it follows from " + names.apply(Setting.QUEUE_CAPACITY) + ", so that a poll always fits",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                decoded,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                decoded,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                "a topic that is missing is reported, not made");
    }

    /**
     * Completes the properties for a consumer of the engine.
     *
     * @throws IllegalArgumentException naming a property that is missing, or that the engine owns
     */
    public static Map<String, Object> of(Map<String, Object> kafka, EngineOptions options) {
        for (String required : new String[] {ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, ConsumerConfig.GROUP_ID_CONFIG}) {
            if (!kafka.containsKey(required)) {
                throw new IllegalArgumentException("the Kafka property " + required + " is missing");
            }
        }
        owned(options::nameOf).forEach((owned, reason) -> {
            if (kafka.containsKey(owned)) {
                throw new IllegalArgumentException("the Kafka property " + owned + " can't be set: " + reason);
            }
        });
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, options.maxPollRecords());
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return properties;
    }
}
