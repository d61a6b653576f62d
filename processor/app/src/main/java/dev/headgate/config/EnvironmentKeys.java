package dev.headgate.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads keys off environment variables, by the usual rule: upper case, with an underscore for everything that is no letter
 * or digit. Backwards that is ambiguous, so a variable is looked up among the known keys; one that is none of them, and no
 * option or client property either, stays what it spells and is refused as an unknown key later.
 */
final class EnvironmentKeys {
    /** Not configuration: the launcher's own, and what Kubernetes sets for a service called headgate or kafka. */
    private static final Pattern FOREIGN = Pattern.compile(
            "HEADGATE_(JAVA_(OPTS|HOME)|CLASSPATH|NO_AOT|AOT_(CACHE|RECORD))|(HEADGATE|KAFKA)(_[A-Z0-9]+)*_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|PORT(_\\d+_(TCP|UDP)(_[A-Z]+)?)?)"
                    + "|KAFKA_(HOME|VERSION|OPTS|HEAP_OPTS|JVM_PERFORMANCE_OPTS|LOG4J_OPTS)");

    private static final Pattern STAGE = Pattern.compile("HEADGATE_STAGES_(\\d+)__?(.+)");
    private static final Pattern OPTIONS = Pattern.compile("HEADGATE_(HANDLER|SINK)_OPTIONS_(.+)");
    private static final Map<String, String> KNOWN = spellings(KnownKeys.plain());

    private EnvironmentKeys() {}

    static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> values = new TreeMap<>();
        environment.forEach((name, value) -> {
            if ((name.startsWith("HEADGATE_") || name.startsWith("KAFKA_")) && isConfiguration(name)) {
                values.put(key(name), value);
            }
        });
        return values;
    }

    private static boolean isConfiguration(String name) {
        return KNOWN.containsKey(name) || !FOREIGN.matcher(name).matches();
    }

    private static String key(String name) {
        if (KNOWN.containsKey(name)) {
            return KNOWN.get(name);
        }
        Matcher stage = STAGE.matcher(name);
        if (stage.matches()) {
            return "headgate.stages[" + stage.group(1) + "]." + dotted(stage.group(2));
        }
        Matcher options = OPTIONS.matcher(name);
        if (options.matches()) {
            return "headgate." + dotted(options.group(1)) + ".options." + dotted(options.group(2));
        }
        return dotted(name);
    }

    private static String dotted(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static Map<String, String> spellings(Set<String> keys) {
        return keys.stream()
                .collect(Collectors.toMap(
                        key -> key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT), key -> key));
    }
}
