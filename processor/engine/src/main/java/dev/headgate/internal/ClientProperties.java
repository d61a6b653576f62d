package dev.headgate.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Which client understands which Kafka property. A property that none of Kafka's own clients knows may be that of a plug-in,
 * such as a login callback or a reporter, and goes to every client: each makes the plug-in for itself.
 */
public final class ClientProperties {
    /** What Kafka's own plug-ins read, though no client declares it. */
    private static final Set<String> READ_BY_REPORTERS = Set.of("metrics.jmx.include", "metrics.jmx.exclude");

    private static final Set<String> PREFIXES = Set.of("config.providers.", "metrics.context.");
    private static final Set<String> KNOWN = names();

    private ClientProperties() {}

    private static Set<String> names() {
        Set<String> names = new TreeSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        names.addAll(READ_BY_REPORTERS);
        return Set.copyOf(names);
    }

    /** The properties that one of Kafka's clients declares. */
    public static Set<String> known() {
        return KNOWN;
    }

    /** Whether one of Kafka's clients understands it, as a name or below a prefix such as {@code config.providers.}. */
    public static boolean isKnown(String property) {
        return KNOWN.contains(property) || PREFIXES.stream().anyMatch(property::startsWith);
    }

    /** What an admin client is to get of the properties of another client; the client id is among it. */
    public static Map<String, Object> forAdmin(Map<String, ?> client) {
        return understood(client, AdminClientConfig.configNames());
    }

    /** What a producer is to get of the properties that all clients share. */
    public static Map<String, Object> forProducer(Map<String, ?> shared) {
        Map<String, Object> properties = understood(shared, ProducerConfig.configNames());
        // A consumer's interceptor is no producer's interceptor, though the property has the same name.
        properties.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
        return properties;
    }

    private static Map<String, Object> understood(Map<String, ?> properties, Set<String> names) {
        Map<String, Object> understood = new HashMap<>(properties);
        understood.keySet().removeIf(name -> KNOWN.contains(name) && !names.contains(name) && !isForReporters(name));
        return understood;
    }

    private static boolean isForReporters(String name) {
        return READ_BY_REPORTERS.contains(name);
    }
}
