package dev.headgate.sim.text;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A name with settings: {@code burst:peak=500,every=30s}. Immutable. The getters throw a {@link BadTextException} that
 * shows the setting's place.
 */
public final class Spec {

    private final String text;
    private final String name;
    private final Map<String, Setting> settings;

    private Spec(String text, String name, Map<String, Setting> settings) {
        this.text = text;
        this.name = name;
        this.settings = settings;
    }

    private record Setting(String value, int keyAt, int valueAt) {}

    /**
     * Reads a name with settings.
     *
     * @throws BadTextException if a setting is not key=value, or is given twice
     */
    public static Spec parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Spec(text, text, Map.of());
        }
        Map<String, Setting> settings = new LinkedHashMap<>();
        int from = colon + 1;
        while (from <= text.length()) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            int equals = text.indexOf('=', from);
            if (equals <= from || equals >= to) {
                throw new BadTextException(
                        text, from, "'" + text.substring(from, to) + "' is not a setting; give key=value");
            }
            String key = text.substring(from, equals);
            if (settings.put(key, new Setting(text.substring(equals + 1, to), from, equals + 1)) != null) {
                throw new BadTextException(text, from, key + " is there twice; give it once");
            }
            from = to + 1;
        }
        return new Spec(text, text.substring(0, colon), settings);
    }

    /** What stands before the colon. */
    public String name() {
        return name;
    }

    /** Whether the setting is there. */
    public boolean has(String key) {
        return settings.containsKey(key);
    }

    /**
     * Refuses settings other than these.
     *
     * @throws BadTextException at the first one, with the nearest known
     */
    public Spec allowing(String... keys) {
        List<String> known = List.of(keys);
        settings.forEach((key, setting) -> {
            if (!known.contains(key)) {
                String hint = known.isEmpty() ? "; it has none" : Nearest.hint(key, known);
                throw new BadTextException(text, setting.keyAt(), name + " has no setting '" + key + "'" + hint);
            }
        });
        return this;
    }

    /** A value in a form of its own, or the default. */
    public <T> T get(String key, T fallback, Function<String, T> parser) {
        @Nullable Setting setting = settings.get(key);
        if (setting == null) {
            return fallback;
        }
        try {
            return parser.apply(setting.value());
        } catch (IllegalArgumentException e) {
            throw new BadTextException(text, setting.valueAt(), String.valueOf(e.getMessage()));
        }
    }

    /** A number of 0 or above. */
    public double number(String key, double fallback) {
        return get(key, fallback, Quantities::number);
    }

    /** A whole number from 1. */
    public int count(String key, int fallback) {
        return get(key, fallback, value -> {
            double number = Quantities.number(value);
            if (number != Math.rint(number) || number < 1 || number > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("'" + value + "' is not a whole number of 1 or above");
            }
            return (int) number;
        });
    }

    /** A duration above 0, in seconds. */
    public double seconds(String key, double fallback) {
        return get(key, fallback, value -> {
            Duration duration = Quantities.duration(value);
            if (!duration.isPositive()) {
                throw new IllegalArgumentException("'" + value + "' must be above 0");
            }
            return duration.toNanos() / 1e9;
        });
    }

    /**
     * A complaint about a setting as a whole.
     *
     * @param key where to point at; the beginning if it is not there
     */
    public BadTextException bad(String key, String problem) {
        @Nullable Setting setting = settings.get(key);
        return new BadTextException(text, setting == null ? 0 : setting.valueAt(), problem);
    }

    @Override
    public String toString() {
        return text;
    }
}
