package dev.headgate.internal.dispatch;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * A topic that is written to.
 *
 * @param key the configuration key that names it, for messages
 * @param topic its name
 * @param client the properties of the producer, which say on which cluster it is
 */
public record TopicTarget(String key, String topic, Map<String, Object> client) {
    public TopicTarget {
        client = Collections.unmodifiableMap(new HashMap<>(client)); // as Kafka's own, it may hold null
    }

    /** Without the properties, which may hold secrets. */
    @Override
    public String toString() {
        return key + " '" + topic + "'";
    }
}
