package dev.headgate.config;

import dev.headgate.internal.ClientProperties;
import dev.headgate.internal.text.NearestName;
import io.smallrye.config.ConfigMappings;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys there are, as {@link HeadgateConfig} declares them. */
final class KnownKeys {
    /** What stands in front of the properties of the Kafka sink's own producer. */
    static final String PRODUCER = "headgate.sink.options.producer.";

    private static final String OURS = "headgate.";
    private static final Set<String> ALL =
            new TreeSet<>(ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(HeadgateConfig.class))
                    .keySet());
    private static final Pattern FREE = Pattern.compile("headgate\\.(handler|sink|stages\\[\\d+])\\.options\\..+");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]");
    private static final String ANY = "[*]";

    private KnownKeys() {}

    /** The keys without a place in a list. */
    static Set<String> plain() {
        Set<String> plain = new TreeSet<>(ALL);
        plain.removeIf(key -> key.contains("["));
        return plain;
    }

    static boolean contains(String key) {
        return ALL.contains(INDEX.matcher(key).replaceAll(ANY)) || isFree(key);
    }

    /** Whether it is an option, whose name is for the handler, stage or sink to know. */
    static boolean isFree(String key) {
        return FREE.matcher(key).matches();
    }

    /** Whether its value goes to one of Kafka's clients. */
    static boolean isOfClient(String key) {
        return key.startsWith("kafka.") || key.startsWith(PRODUCER);
    }

    /** Whether keys can stand below it, so that nothing below it is no mistake. */
    static boolean isSection(String key) {
        String indexed = INDEX.matcher(key).replaceAll(ANY);
        if (key.startsWith("kafka.")) {
            String property = key.substring("kafka.".length());
            return !ClientProperties.isKnown(property)
                    && ClientProperties.known().stream().anyMatch(known -> known.startsWith(property + "."));
        }
        return Set.of("", "kafka", "headgate").contains(key)
                || (isFree(key + ".x") && !isFree(key))
                || ALL.stream()
                        .anyMatch(known -> known.startsWith(indexed + ".") || known.startsWith(indexed + "[*]."));
    }

    /** The known key that is spelled much like this one, if there is one. */
    static Optional<String> nearest(String key) {
        Map<String, String> byEnd = new TreeMap<>();
        ALL.forEach(known -> byEnd.put(known.substring(OURS.length()), known));
        Matcher index = INDEX.matcher(key);
        String place = index.find() ? index.group() : "[0]";
        String end = index.replaceAll(ANY);
        return NearestName.of(end.startsWith(OURS) ? end.substring(OURS.length()) : end, byEnd.keySet())
                .map(byEnd::get)
                .map(known -> known.replace(ANY, place));
    }
}
