package dev.headgate.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML as keys with dots and their texts. Every value is the text that stands there: YAML's own types would make 8 out
 * of {@code 010}, {@code false} out of {@code no} and 750 out of {@code 12:30}.
 */
final class YamlFile {
    private static final int MOST_DEPTH = 30;
    private static final int MOST_KEYS = 10_000;

    /** Texts, and besides them only nothing and {@code <<}. */
    private static final class TextResolver extends Resolver {
        private static final Pattern BLANK = Pattern.compile("^(?:~|null|Null|NULL| )$");
        private static final Pattern NOTHING = Pattern.compile("^$");

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, BLANK, "~nN\0");
            addImplicitResolver(Tag.NULL, NOTHING, null);
        }
    }

    private final Map<String, String> values = new TreeMap<>();
    private final Consumer<String> withoutValue;

    private YamlFile(Consumer<String> withoutValue) {
        this.withoutValue = withoutValue;
    }

    /**
     * Reads the text.
     *
     * @param withoutValue gets each key that has no value, an empty mapping or an empty list
     * @throws RuntimeException if it is no YAML, or not made of mappings, lists and texts
     */
    static Map<String, String> read(String text, Consumer<String> withoutValue) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        DumperOptions unused = new DumperOptions();
        Object root = new Yaml(
                        new SafeConstructor(options), new Representer(unused), unused, options, new TextResolver())
                .load(text);
        YamlFile file = new YamlFile(withoutValue);
        if (root instanceof Map<?, ?> mapping) {
            file.mapping("", mapping, 0);
        } else if (root != null) {
            throw new IllegalArgumentException("it holds no keys with values");
        }
        return file.values;
    }

    private void mapping(String prefix, Map<?, ?> mapping, int depth) {
        if (mapping.isEmpty()) {
            withoutValue.accept(prefix);
        }
        mapping.forEach((key, value) -> value(prefix.isEmpty() ? text(key) : prefix + "." + text(key), value, depth));
    }

    private void value(String key, @Nullable Object value, int depth) {
        if (depth > MOST_DEPTH) {
            throw new IllegalArgumentException("a key has more than " + MOST_DEPTH + " parts: it holds itself");
        }
        switch (value) {
            case null -> withoutValue.accept(key);
            case List<?> list when list.isEmpty() -> withoutValue.accept(key);
            case Map<?, ?> mapping -> mapping(key, mapping, depth + 1);
            case List<?> list
            when list.stream().anyMatch(each -> each instanceof Map || each instanceof List) -> {
                for (int i = 0; i < list.size(); i++) {
                    value(key + "[" + i + "]", list.get(i), depth + 1);
                }
            }
            case List<?> list -> put(key, list.stream().map(YamlFile::text).collect(Collectors.joining(",")));
            default -> put(key, text(value));
        }
    }

    private void put(String key, String value) {
        if (values.put(key, value) != null) {
            throw new IllegalArgumentException("the key " + key + " stands there twice");
        }
        if (values.size() > MOST_KEYS) {
            throw new IllegalArgumentException("it has more than " + MOST_KEYS + " keys");
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
