package dev.headgate.sim.cli;

import dev.headgate.sim.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Options under a name: a YAML file with {@code description}, {@code watch}, and {@code options}, whose keys are the
 * command's options without the dashes.
 *
 * @param name what it is known by
 * @param description what it is about
 * @param watch what to look at while it runs
 * @param options each option with its values
 */
record Scenario(String name, String description, String watch, Map<String, List<String>> options) {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final List<String> KEYS = List.of("description", "watch", "options");
    private static final List<String> NOT_HERE = List.of("scenario", "list-scenarios", "help");

    /**
     * Reads a scenario.
     *
     * @throws SimException if it is none; the message names the place
     */
    static Scenario parse(String name, String yaml) {
        JsonNode root;
        try {
            root = YAML.readTree(yaml);
        } catch (JacksonException e) {
            throw SimException.input(
                    "--scenario " + name + " is not YAML, at line "
                            + e.getLocation().getLineNr() + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
        if (!root.path("options").isObject()) {
            throw SimException.input("--scenario " + name + " has no options; give them under the key options:");
        }
        for (String key : root.propertyNames()) {
            if (!KEYS.contains(key)) {
                throw SimException.input(
                        "--scenario " + name + ": there is no key '" + key + "'" + Nearest.hint(key, KEYS));
            }
        }
        Map<String, List<String>> options = new LinkedHashMap<>();
        root.path("options").properties().forEach(each -> options.put(each.getKey(), values(each.getValue())));
        return new Scenario(
                name,
                root.path("description").asString("").strip(),
                root.path("watch").asString("").strip(),
                options);
    }

    private static List<String> values(JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(each -> values.add(each.asString()));
        } else if (node.isObject()) {
            node.properties()
                    .forEach(each ->
                            values.add(each.getKey() + "=" + each.getValue().asString()));
        } else {
            values.add(node.asString());
        }
        return values;
    }

    /** Refuses an option that the command does not have, or that makes no sense here. */
    void refuseUnknown(Collection<String> known) {
        List<String> names = known.stream()
                .filter(each -> each.startsWith("--"))
                .map(each -> each.substring(2))
                .filter(each -> !NOT_HERE.contains(each))
                .sorted()
                .toList();
        for (String option : options.keySet()) {
            if (!names.contains(option)) {
                String hint = Nearest.to(option, names)
                        .map(each -> "; did you mean '" + each + "'?")
                        .orElse("; see --help");
                throw SimException.input("--scenario " + name + ": there is no option '" + option + "'" + hint);
            }
        }
    }

    /** As on the command line, but for some options, which are given with their dashes. */
    List<String> argumentsWithout(Collection<String> left) {
        List<String> arguments = new ArrayList<>();
        options.forEach((option, values) -> {
            if (!left.contains("--" + option)) {
                values.forEach(value -> arguments.add("--" + option + "=" + value));
            }
        });
        return arguments;
    }
}
