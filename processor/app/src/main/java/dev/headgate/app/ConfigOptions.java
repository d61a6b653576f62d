package dev.headgate.app;

import dev.headgate.config.ConfigLoader;
import dev.headgate.config.ConfigSources;
import dev.headgate.config.LoadedConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

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
            description = "Sets one key, before all other sources: headgate.… or kafka.… Repeatable.")
    private Map<String, String> keys = new LinkedHashMap<>();

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
        Map<String, String> commandLine = new LinkedHashMap<>(keys);
        commandLine.putAll(more);
        bootstrapServer.ifPresent(value -> commandLine.put("kafka.bootstrap.servers", value));
        group.ifPresent(value -> commandLine.put("kafka.group.id", value));
        if (!topics.isEmpty()) {
            commandLine.put("headgate.topics", String.join(",", topics));
        }
        return ConfigLoader.load(ConfigSources.of(file, System.getenv(), System.getProperties(), commandLine));
    }
}
