package dev.headgate.api;

import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Brings a batch handler into the application: found on the class path by {@link java.util.ServiceLoader}, chosen by
 * {@code headgate.handler.name}. It may share its name with a {@link HandlerProvider}; it is then the one that is meant if
 * any key of {@code headgate.batch} is set.
 *
 * @param <K> the decoded key
 * @param <V> the decoded value
 */
public interface BatchHandlerProvider<K, V> {
    /** The name that the configuration chooses it by. */
    String name();

    /**
     * What decodes keys. Called once at the start and then for each further worker, so that each has its own; by one at a time. What
     * is returned is configured with the client properties under {@code kafka}, as Kafka does it, used by one thread at a time, and
     * closed in the end. To return the same one again says that it is thread-safe.
     */
    Deserializer<K> keyDeserializer();

    /** What decodes values. Otherwise as {@link #keyDeserializer()}. */
    Deserializer<V> valueDeserializer();

    /**
     * Makes the handler. Called once at start, on the starting thread.
     *
     * @param options what stands under {@code headgate.handler.options}
     * @throws IllegalArgumentException naming the option, its value and the fix
     */
    BatchHandler<K, V, Output> create(Map<String, String> options);
}
