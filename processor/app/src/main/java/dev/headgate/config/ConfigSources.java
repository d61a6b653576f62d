package dev.headgate.config;

import dev.headgate.internal.text.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where values come from, in rising precedence: a file, the environment, system properties, the command line. Each source
 * is one map from keys as they stand in the reference, so that all later code knows one spelling of each. The file's values
 * have their environment variables put in; those of the other sources are what stands there, byte for byte.
 */
public final class ConfigSources {
    /** The files that are read without being named, the first that exists. */
    public static final List<Path> DEFAULT_FILES =
            List.of(Path.of("headgate.yaml"), Path.of("headgate.yml"), Path.of("headgate.properties"));

    private static final String PROVIDERS = "config.providers";

    /** What kind of source it is, in rising precedence. */
    enum Kind {
        FILE,
        ENVIRONMENT,
        SYSTEM_PROPERTY,
        COMMAND_LINE
    }

    /**
     * One source.
     *
     * @param label how to name it to people
     * @param values its values by key
     */
    record Source(Kind kind, String label, Map<String, String> values) {
        /** Whether its values stand in the process's arguments. */
        boolean isInSight() {
            return kind == Kind.SYSTEM_PROPERTY || kind == Kind.COMMAND_LINE;
        }
    }

    private final List<Source> sources = new ArrayList<>();

    private ConfigSources() {}

    /**
     * Reads all sources.
     *
     * @param file the file named by the user; if empty, the first of {@link #DEFAULT_FILES} that exists, if any
     * @param environment the process's environment
     * @param systemProperties the JVM's system properties
     * @param commandLine keys and values given as arguments
     * @throws ConfigException if the file can't be read, or a value of it is missing or refers to what isn't there
     */
    public static ConfigSources of(
            Optional<Path> file,
            Map<String, String> environment,
            Properties systemProperties,
            Map<String, String> commandLine) {
        ConfigSources all = new ConfigSources();
        all.sources.add(new Source(Kind.ENVIRONMENT, "environment", EnvironmentKeys.of(environment)));
        Map<String, String> properties = new TreeMap<>();
        systemProperties.stringPropertyNames().stream()
                .filter(ConfigSources::isOurs)
                .forEach(name -> properties.put(name, systemProperties.getProperty(name)));
        all.sources.add(new Source(Kind.SYSTEM_PROPERTY, "system property", properties));
        all.sources.add(new Source(Kind.COMMAND_LINE, "command line", Map.copyOf(commandLine)));
        file.or(() -> DEFAULT_FILES.stream().filter(Files::isRegularFile).findFirst())
                .ifPresent(path -> all.sources.addFirst(all.read(path, environment)));
        return all;
    }

    /** Reads the file once the others are known, since what they override need not be there. */
    private Source read(Path path, Map<String, String> environment) {
        ConfigFile file = ConfigFile.read(path);
        References references = new References(environment, providers(file));
        List<String> problems = new ArrayList<>();
        Map<String, String> values = new TreeMap<>();
        file.values().forEach((key, raw) -> {
            try {
                values.put(key, references.expand(key, raw));
            } catch (References.BrokenException e) {
                values.put(key, raw);
                if (winner(key).isEmpty()) {
                    problems.add(key + " (" + path + ") " + e.getMessage() + "; a literal ${ is written $${");
                }
            }
        });
        for (String key : file.withoutValue()) {
            if (winner(key).isEmpty()) {
                problems.add(key + " (" + path + ") has no value; give it one, or remove the line");
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Source(Kind.FILE, path.toString(), values);
    }

    private Set<String> providers(ConfigFile file) {
        Set<String> providers = new TreeSet<>();
        for (String key : List.of("kafka." + PROVIDERS, KnownKeys.PRODUCER + PROVIDERS)) {
            String names = winner(key)
                    .map(source -> source.values().get(key))
                    .orElse(file.values().getOrDefault(key, ""));
            Arrays.stream(names.split(",", -1)).map(String::strip).forEach(providers::add);
        }
        return providers;
    }

    static boolean isOurs(String key) {
        return key.startsWith("headgate.") || key.startsWith("kafka.");
    }

    List<Source> sources() {
        return sources;
    }

    /** Every key that is set, with the value that counts. */
    Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        sources.forEach(source -> values.putAll(source.values()));
        return values;
    }

    /** The source whose value counts. */
    Optional<Source> winner(String key) {
        return sources.reversed().stream()
                .filter(source -> source.values().containsKey(key))
                .findFirst();
    }

    /** How to name to people where the value comes from. */
    String label(String key) {
        return winner(key).map(Source::label).orElse(LoadedConfig.DEFAULT);
    }

    /** The beginning of a line about a key's value, secrets left out. */
    String is(String key, String value) {
        return key + " (" + label(key) + ") is '" + Secrets.mask(key, value) + "'";
    }
}
