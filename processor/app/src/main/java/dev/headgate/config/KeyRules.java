package dev.headgate.config;

import dev.headgate.internal.text.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be said of keys before their values are read: that they exist, have a value, and stand where they may. */
final class KeyRules {
    private static final Pattern STAGE = Pattern.compile("headgate\\.stages\\[(\\d+)]\\..+");

    private final ConfigSources sources;
    private final List<String> problems = new ArrayList<>();

    KeyRules(ConfigSources sources) {
        this.sources = sources;
    }

    /** A line for each key that won't do. */
    List<String> problems() {
        Map<String, String> values = sources.values();
        values.forEach((key, value) -> {
            if (!key.startsWith("kafka.")) {
                unknown(key);
                withoutValue(key, value);
            }
        });
        gaps(values);
        sources.sources().forEach(this::secretsInSight);
        return problems;
    }

    private void unknown(String key) {
        if (!KnownKeys.contains(key)) {
            problems.add(key + " (" + sources.label(key) + ") is no configuration key; "
                    + KnownKeys.nearest(key)
                            .map(nearest -> "the nearest is " + nearest)
                            .orElse("none is spelled like it, and 'headgate config' prints all"));
        }
    }

    private void withoutValue(String key, String value) {
        if (value.isBlank() && KnownKeys.contains(key) && !KnownKeys.isFree(key)) {
            problems.add(key + " (" + sources.label(key) + ") is empty; give it a value, or remove it");
        }
    }

    /** A stage that nobody named, in front of one that somebody did. */
    private void gaps(Map<String, String> values) {
        Map<Integer, String> first = new TreeMap<>();
        for (String key : new TreeSet<>(values.keySet())) {
            Matcher stage = STAGE.matcher(key);
            if (stage.matches() && stage.group(1).length() < 9) {
                first.putIfAbsent(Integer.valueOf(stage.group(1)), key);
            }
        }
        int expected = 0;
        for (Map.Entry<Integer, String> each : first.entrySet()) {
            String key = each.getValue();
            if (each.getKey() != expected) {
                problems.add(key + " (" + sources.label(key) + ") is set, but nothing of headgate.stages[" + expected
                        + "]; number the stages from 0 on");
                return;
            }
            if (!values.containsKey("headgate.stages[" + expected + "].name")) {
                problems.add(key + " (" + sources.label(key) + ") is set, but headgate.stages[" + expected
                        + "].name is missing");
            }
            expected++;
        }
    }

    /** Everybody on the machine can read a process's arguments, and so does what collects them. */
    private void secretsInSight(ConfigSources.Source source) {
        source.values().forEach((key, value) -> {
            boolean isReference =
                    KnownKeys.isOfClient(key) && References.KAFKA.matcher(value).matches();
            if (source.isInSight() && Secrets.isSecret(key) && !value.isEmpty() && !isReference) {
                problems.add(key + " (" + source.label() + ") is a secret, and arguments can be read by everybody on"
                        + " this machine: set it in the configuration file, or as the environment variable "
                        + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
            }
        });
    }
}
