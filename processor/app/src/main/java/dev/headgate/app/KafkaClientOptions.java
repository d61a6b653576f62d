package dev.headgate.app;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/** Where Kafka is, as Kafka's own tools take it. */
public final class KafkaClientOptions {
    private static final String SERVERS = "bootstrap.servers";

    @Option(
            names = {"--bootstrap-server", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            description = "Where the brokers are. Default: localhost:9092, unless --command-config says otherwise.")
    private Optional<String> servers = Optional.empty();

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties file for the Kafka clients and Kafka Streams.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--command-property",
            paramLabel = "KEY=VALUE",
            description = "A property for the same; goes before the file's. Repeatable.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    /**
     * The properties for the clients, those of the command line first, then those of the file.
     *
     * @throws UserError if the file can't be read
     */
    public Map<String, Object> load() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(SERVERS, "localhost:9092");
        file.ifPresent(path -> read(path).forEach((name, value) -> properties.put(String.valueOf(name), value)));
        properties.putAll(overrides);
        servers.ifPresent(value -> properties.put(SERVERS, value));
        return properties;
    }

    private static Properties read(Path file) {
        Properties loaded = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            loaded.load(reader);
            return loaded;
        } catch (NoSuchFileException e) {
            throw new UserError("--command-config " + file + ": there is no such file", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new UserError(
                    "--command-config " + file + ": not readable as a properties file: " + KafkaErrors.oneLine(e), e);
        }
    }
}
