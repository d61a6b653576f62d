package dev.headgate.config;

import dev.headgate.model.NearestName;
import io.smallrye.config.ConfigMappings;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The keys there are, as {@link HeadgateConfig} declares them. */
final class KnownKeys {
    private static final Set<String> ALL =
            new TreeSet<>(ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(HeadgateConfig.class))
                    .keySet());
    private static final Pattern FREE = Pattern.compile("headgate\\.(handler|sink|stages\\[\\d+])\\.options\\..+");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

    private KnownKeys() {}

    /** The keys without a place in a list. */
    static Set<String> plain() {
        Set<String> plain = new TreeSet<>(ALL);
        plain.removeIf(key -> key.contains("["));
        return plain;
    }

    static boolean contains(String key) {
        String indexed = INDEX.matcher(key).replaceAll("[*]");
        return ALL.contains(indexed)
                || FREE.matcher(key).matches()
                || (indexed.endsWith("[*]") && ALL.contains(indexed.substring(0, indexed.length() - 3)));
    }

    /** The known key that is spelled most like this one. */
    static String nearest(String key) {
        return NearestName.of(key, ALL).orElseThrow();
    }
}
