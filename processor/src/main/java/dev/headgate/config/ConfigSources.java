package dev.headgate.config;

import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where values come from, in rising precedence: a file, the environment, system properties, the command line. Each source
 * is one map from keys as they stand in the reference, so that all later code knows one spelling of each.
 */
public final class ConfigSources {
    /** The files that are read without being named, the first that exists. */
    public static final List<Path> DEFAULT_FILES =
            List.of(Path.of("headgate.yaml"), Path.of("headgate.yml"), Path.of("headgate.properties"));

    /**
     * One source.
     *
     * @param label how to name it to people
     * @param ordinal the higher wins
     * @param values its values by key
     */
    record Source(String label, int ordinal, Map<String, String> values) {
        /** Whether its values stand in the process's arguments. */
        boolean isInSight() {
            return ordinal >= 400;
        }
    }

    private final Map<String, String> environment;
    private final List<Source> sources = new ArrayList<>();

    private ConfigSources(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads all sources.
     *
     * @param file the file named by the user; if empty, the first of {@link #DEFAULT_FILES} that exists, if any
     * @param environment the process's environment
     * @param systemProperties the JVM's system properties
     * @param commandLine keys and values given as arguments
     * @throws ConfigException if the file can't be read
     */
    public static ConfigSources of(
            Optional<Path> file,
            Map<String, String> environment,
            Properties systemProperties,
            Map<String, String> commandLine) {
        ConfigSources all = new ConfigSources(environment);
        file.or(() -> DEFAULT_FILES.stream().filter(Files::isRegularFile).findFirst())
                .ifPresent(path -> all.add(path.toString(), 200, read(path)));
        all.add("environment", 300, EnvironmentKeys.of(environment));
        Map<String, String> properties = new TreeMap<>();
        systemProperties.stringPropertyNames().stream()
                .filter(ConfigSources::isOurs)
                .forEach(name -> properties.put(name, systemProperties.getProperty(name)));
        all.add("system property", 400, properties);
        all.add("command line", 500, commandLine);
        return all;
    }

    private void add(String label, int ordinal, Map<String, String> values) {
        Map<String, String> unquoted = new TreeMap<>();
        values.forEach((key, value) -> unquoted.put(key.replace("\"", ""), value));
        sources.add(new Source(label, ordinal, unquoted));
    }

    static boolean isOurs(String key) {
        return key.startsWith("headgate.") || key.startsWith("kafka.");
    }

    private static Map<String, String> read(Path file) {
        try {
            String text = Files.readString(file);
            if (file.toString().endsWith(".properties")) {
                Properties properties = new Properties();
                properties.load(new StringReader(text));
                Map<String, String> values = new TreeMap<>();
                properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
                return values;
            }
            return new YamlConfigSource(file.toString(), text).getProperties();
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no configuration file " + file.toAbsolutePath());
        } catch (IOException e) {
            throw new ConfigException("can't read " + file + ": " + e.getMessage());
        } catch (RuntimeException e) {
            throw new ConfigException(file + " is not valid "
                    + (file.toString().endsWith(".properties") ? "properties" : "YAML") + ": " + oneLine(e));
        }
    }

    private static String oneLine(Throwable e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    List<Source> sources() {
        return sources;
    }

    /** The raw environment, for {@code ${NAME}} in a value. */
    Map<String, String> environment() {
        return environment;
    }

    /** The source whose value counts. */
    Optional<Source> winner(String key) {
        Optional<Source> winner = Optional.empty();
        for (Source source : sources) {
            if (source.values().containsKey(key)) {
                winner = Optional.of(source);
            }
        }
        return winner;
    }
}
