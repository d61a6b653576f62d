package dev.headgate.app;

import dev.headgate.config.ConfigException;
import dev.headgate.config.ConfigLoader;
import dev.headgate.config.ConfigSources;
import dev.headgate.config.LoadedConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            description = "Sets one key, before all other sources: headgate.… or kafka.… Repeatable; of one key"
                    + " the last counts.")
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
        Map<String, String> named = new LinkedHashMap<>(more);
        bootstrapServer.ifPresent(value -> named.put("kafka.bootstrap.servers", value));
        group.ifPresent(value -> named.put("kafka.group.id", value));
        if (!topics.isEmpty()) {
            named.put("headgate.topics", String.join(",", topics));
        }
        return ConfigLoader.load(ConfigSources.of(file, System.getenv(), System.getProperties(), with(named)));
    }

    /** Of several {@code --set} of one key the last counts, as everywhere. Between it and an option of its own nothing decides. */
    private Map<String, String> with(Map<String, String> named) {
        Map<String, String> all = new LinkedHashMap<>();
        settings.forEach(each -> all.put(each.key(), each.value()));
        List<String> problems = named.entrySet().stream()
                .filter(each ->
                        !all.getOrDefault(each.getKey(), each.getValue()).equals(each.getValue()))
                .map(each ->
                        each.getKey() + " has two values on the command line, one by --set and one by an option of its"
                                + " own; give it once")
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        all.putAll(named);
        return all;
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
