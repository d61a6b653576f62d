package dev.headgate.app;

import dev.headgate.config.ConfigException;
import dev.headgate.config.ConfigLoader;
import dev.headgate.config.ConfigSources;
import dev.headgate.config.LoadedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options by which every command finds its configuration. */
final class ConfigOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration, YAML or properties. Default: headgate.yaml, headgate.yml or"
                    + " headgate.properties here, if there is one.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            converter = Setting.Reader.class,
            description = "Sets one key, before all other sources: headgate.… or kafka.… Repeatable.")
    private List<Setting> settings = List.of();

    @Option(names = "--bootstrap-server", paramLabel = "HOST:PORT", description = "Sets kafka.bootstrap.servers.")
    private Optional<String> bootstrapServer = Optional.empty();

    @Option(names = "--group", paramLabel = "ID", description = "Sets kafka.group.id.")
    private Optional<String> group = Optional.empty();

    @Option(names = "--topic", paramLabel = "NAME", split = ",", description = "Sets headgate.topics. Repeatable.")
    private List<String> topics = List.of();

    @Option(names = "--verbose", description = "Shows what goes on inside, and the stack trace of an error.")
    @SuppressWarnings("UnusedVariable") // Cli reads it off the parse result, for all commands alike
    private boolean verbose;

    /** @throws dev.headgate.config.ConfigException if the configuration can't be used */
    LoadedConfig load() {
        return load(Map.of());
    }

    /**
     * The same.
     *
     * @param more keys that other options of the command line set
     */
    LoadedConfig load(Map<String, String> more) {
        List<Setting> all = new ArrayList<>(settings);
        more.forEach((key, value) -> all.add(new Setting(key, value)));
        bootstrapServer.ifPresent(value -> all.add(new Setting("kafka.bootstrap.servers", value)));
        group.ifPresent(value -> all.add(new Setting("kafka.group.id", value)));
        if (!topics.isEmpty()) {
            all.add(new Setting("headgate.topics", String.join(",", topics)));
        }
        return ConfigLoader.load(ConfigSources.of(file, System.getenv(), System.getProperties(), byKey(all)));
    }

    /** One of two values would have no effect, and nobody could tell which. */
    private static Map<String, String> byKey(List<Setting> settings) {
        Map<String, String> values = new LinkedHashMap<>();
        Set<String> twice = new LinkedHashSet<>();
        for (Setting each : settings) {
            String before = values.putIfAbsent(each.key(), each.value());
            if (before != null && !before.equals(each.value())) {
                twice.add(each.key() + " stands twice on the command line, with two values; give it once,"
                        + " by --set or by an option of its own");
            }
        }
        if (!twice.isEmpty()) {
            throw new ConfigException(List.copyOf(twice));
        }
        return values;
    }

    /** A key and its value, which may be secret. */
    private record Setting(String key, String value) {
        private static final class Reader implements ITypeConverter<Setting> {
            @Override
            public Setting convert(String text) {
                int end = text.indexOf('=');
                if (end < 1) {
                    throw new TypeConversionException("it takes KEY=VALUE");
                }
                return new Setting(text.substring(0, end), text.substring(end + 1));
            }
        }
    }
}
