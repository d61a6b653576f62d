package dev.headgate.app;

import java.util.Collection;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

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
        Map<String, P> byName = byName(type, nameOf);
        P found = byName.get(name);
        if (found == null) {
            throw missing(key, name, byName.keySet());
        }
        return found;
    }

    /** @throws UserError if two have the same name, or one can't be loaded */
    static <P> Map<String, P> byName(Class<P> type, Function<P, String> nameOf) {
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
        return byName;
    }

    /** What to say where nobody has that name. */
    static UserError missing(String key, String name, Collection<String> names) {
        return new UserError(key + " is '" + name + "', which no jar on the class path brings; there are: "
                + String.join(", ", names));
    }

    /** What a provider says is wrong is for the user to put right. */
    static <T> T made(Supplier<T> factory, String what) {
        try {
            return factory.get();
        } catch (IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            throw new UserError(what + " can't be made: " + KafkaErrors.oneLine(e), e);
        } catch (LinkageError e) {
            throw new UserError(
                    what + " can't be made, since a class of it isn't on the class path: " + KafkaErrors.oneLine(e), e);
        }
    }
}
