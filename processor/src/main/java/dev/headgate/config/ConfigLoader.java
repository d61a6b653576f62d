package dev.headgate.config;

import dev.headgate.consumer.ConsumerProperties;
import dev.headgate.model.Secrets;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes one configuration out of all sources, or says in one line each what is wrong with them. */
public final class ConfigLoader {
    private static final Pattern CODE = Pattern.compile("SRCFG\\d+: ");
    private static final Pattern EXCEPTION = Pattern.compile("^[\\w.]*Exception: ");
    private static final Pattern CONVERSION = Pattern.compile(
            "The config property (\\S+) with the config value \"(.*)\" threw an Exception whilst being converted (.*)",
            Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}:]+}|");
    private static final Pattern MISSING =
            Pattern.compile("The config property (\\S+) is required but .*", Pattern.DOTALL);

    private final ConfigSources sources;

    private ConfigLoader(ConfigSources sources) {
        this.sources = sources;
    }

    /**
     * Reads, converts and checks all keys.
     *
     * @throws ConfigException naming every key that is unknown, out of its range or not ours to give away
     */
    public static LoadedConfig load(ConfigSources sources) {
        return new ConfigLoader(sources).load();
    }

    private LoadedConfig load() {
        refuseUnknownKeys();
        refuseOwnedProperties();
        refuseSecretsInSight();
        SmallRyeConfig config;
        try {
            config = smallRye();
        } catch (ConfigValidationException e) {
            throw new ConfigException(problems(e));
        }
        List<LoadedConfig.Entry> entries = entries(config);
        HeadgateConfig headgate = config.getConfigMapping(HeadgateConfig.class);
        new ConfigRules(sources).check(headgate);
        Map<String, Object> kafka = new TreeMap<>();
        for (LoadedConfig.Entry entry : entries) {
            if (entry.key().startsWith("kafka.")) {
                kafka.put(entry.key().substring("kafka.".length()), entry.value());
            }
        }
        return new LoadedConfig(headgate, kafka, entries);
    }

    private SmallRyeConfig smallRye() {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new EnvConfigSource(sources.environment(), 1))
                .withMapping(HeadgateConfig.class)
                .withValidateUnknown(false);
        for (ConfigSources.Source source : sources.sources()) {
            builder.withSources(new PropertiesConfigSource(source.values(), source.label(), source.ordinal()));
        }
        return builder.build();
    }

    private Set<String> keysSet() {
        Set<String> keys = new TreeSet<>();
        sources.sources().forEach(source -> keys.addAll(source.values().keySet()));
        return keys;
    }

    private void refuseUnknownKeys() {
        List<String> problems = new ArrayList<>();
        for (String key : keysSet()) {
            if (!key.startsWith("kafka.") && !KnownKeys.contains(key) && isOurs(key)) {
                problems.add(key + " (" + label(key) + ") is no configuration key; the nearest is "
                        + KnownKeys.nearest(key));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** A file is ours altogether, so a key that stands outside {@code headgate} and {@code kafka} there is a mistake too. */
    private boolean isOurs(String key) {
        return ConfigSources.isOurs(key) || sources.winner(key).isPresent();
    }

    private void refuseOwnedProperties() {
        List<String> problems = new ArrayList<>();
        ConsumerProperties.OWNED.forEach((property, reason) -> {
            String key = "kafka." + property;
            if (sources.winner(key).isPresent()) {
                problems.add(key + " (" + label(key) + ") can't be set: " + reason);
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** Everybody on the machine can read a process's arguments, and so does what collects them. */
    private void refuseSecretsInSight() {
        List<String> problems = new ArrayList<>();
        for (ConfigSources.Source source : sources.sources()) {
            source.values().forEach((key, value) -> {
                if (source.isInSight()
                        && Secrets.isSecret(key)
                        && !REFERENCE.matcher(value).matches()) {
                    problems.add(
                            key + " (" + source.label() + ") is a secret, and arguments can be read by everybody on"
                                    + " this machine: set it in the configuration file, or as the environment variable "
                                    + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
                }
            });
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private List<LoadedConfig.Entry> entries(SmallRyeConfig config) {
        Set<String> keys = keysSet();
        keys.addAll(KnownKeys.plain());
        List<LoadedConfig.Entry> entries = new ArrayList<>();
        for (String key : keys) {
            try {
                Optional.ofNullable(config.getConfigValue(key).getValue())
                        .ifPresent(value -> entries.add(new LoadedConfig.Entry(key, value, label(key))));
            } catch (NoSuchElementException e) {
                throw new ConfigException(key + " (" + label(key) + "): "
                        + CODE.matcher(String.valueOf(e.getMessage())).replaceAll(""));
            }
        }
        return entries;
    }

    private String label(String key) {
        return sources.winner(key).map(ConfigSources.Source::label).orElse("default");
    }

    private List<String> problems(ConfigValidationException e) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < e.getProblemCount(); i++) {
            String message = CODE.matcher(e.getProblem(i).getMessage()).replaceAll("");
            problems.add(problem(EXCEPTION.matcher(message).replaceFirst("")));
        }
        return problems;
    }

    private String problem(String message) {
        Matcher conversion = CONVERSION.matcher(message);
        if (conversion.matches()) {
            String key = conversion.group(1);
            return key + " (" + label(key) + ") is '" + Secrets.mask(key, conversion.group(2)) + "': "
                    + EXCEPTION.matcher(conversion.group(3)).replaceFirst("");
        }
        Matcher missing = MISSING.matcher(message);
        return missing.matches() ? missing.group(1) + " is missing" : message;
    }
}
