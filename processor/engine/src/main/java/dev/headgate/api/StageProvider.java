package dev.headgate.api;

import java.util.Map;

/**
 * Brings a later stage into the application: found on the class path by {@link java.util.ServiceLoader}, chosen by
 * {@code headgate.stages[n].name}.
 */
public interface StageProvider {
    /** The name that the configuration chooses it by. */
    String name();

    /**
     * Makes the stage. Called once at start for each place it has in the chain, on the starting thread.
     *
     * @param options what stands under {@code headgate.stages[n].options}
     * @throws IllegalArgumentException naming the option, its value and the fix
     */
    StageHandler<Output, Output> create(Map<String, String> options);
}
