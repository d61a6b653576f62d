package dev.headgate.api;

import java.util.Map;

/**
 * Brings a sink into the application: found on the class path by {@link java.util.ServiceLoader}, chosen by
 * {@code headgate.sink.name}.
 */
public interface SinkProvider {
    /** The name that the configuration chooses it by. */
    String name();

    /**
     * Makes the sink. Called once at start, on the starting thread.
     *
     * @param options what stands under {@code headgate.sink.options}
     * @param kafka the client properties under {@code kafka}, for a sink that talks to the same cluster
     * @throws IllegalArgumentException naming the option, its value and the fix
     */
    Sink<Output> create(Map<String, String> options, Map<String, Object> kafka);
}
