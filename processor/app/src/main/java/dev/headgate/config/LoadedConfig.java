package dev.headgate.config;

import dev.headgate.internal.text.Secrets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration in force.
 *
 * @param headgate what stands under {@code headgate}
 * @param kafka the client properties under {@code kafka}, without that prefix
 * @param entries every key with its value and where that came from, by key
 */
public record LoadedConfig(HeadgateConfig headgate, Map<String, Object> kafka, List<Entry> entries) {
    /** How the source of a value is named that no source sets. */
    static final String DEFAULT = "default";

    /**
     * One key.
     *
     * @param value the value, secrets unmasked: show {@link #shown()}
     * @param source how to name the source to people; {@code default} if none sets it
     */
    public record Entry(String key, String value, String source) {
        /** Whether no source sets it. */
        public boolean isDefault() {
            return source.equals(DEFAULT);
        }

        /** The value as it may be shown. */
        public String shown() {
            return Secrets.mask(key, value);
        }
    }

    /** The options below a key, e.g. {@code headgate.sink.options}, without that prefix. */
    public Map<String, String> options(String prefix) {
        Map<String, String> options = new TreeMap<>();
        for (Entry entry : entries) {
            if (entry.key().startsWith(prefix + ".")) {
                options.put(entry.key().substring(prefix.length() + 1), entry.value());
            }
        }
        return options;
    }
}
