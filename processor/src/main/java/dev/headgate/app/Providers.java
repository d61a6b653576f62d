package dev.headgate.app;

import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/** Finds by name what jars on the class path bring along. */
final class Providers {
    private Providers() {}

    /**
     * The provider of that name.
     *
     * @param key the configuration key that names it, for messages
     * @throws UserError if there is none, two, or one that can't be loaded
     */
    static <P> P find(Class<P> type, Function<P, String> nameOf, String key, String name) {
        Map<String, P> byName = new TreeMap<>();
        try {
            for (P provider : ServiceLoader.load(type)) {
                P other = byName.putIfAbsent(nameOf.apply(provider), provider);
                if (other != null) {
                    throw new UserError("two jars bring a " + type.getSimpleName() + " called '"
                            + nameOf.apply(provider) + "': " + other.getClass().getName() + " and "
                            + provider.getClass().getName());
                }
            }
        } catch (ServiceConfigurationError e) {
            throw new UserError(
                    "a " + type.getSimpleName() + " on the class path can't be loaded: " + e.getMessage(), e);
        }
        P found = byName.get(name);
        if (found == null) {
            throw new UserError(key + " is '" + name + "', which no jar on the class path brings; there are: "
                    + String.join(", ", byName.keySet()));
        }
        return found;
    }
}
