package dev.headgate.config;

import dev.headgate.internal.ClientProperties;
import dev.headgate.internal.text.NearestName;
import dev.headgate.internal.text.Secrets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.utils.Utils;

/**
 * What is wrong with the properties of Kafka's clients, said before a client is made, since a client would say it of all its
 * properties at once or of the brokers. Where a plug-in is configured it may have properties of its own.
 */
final class ClientRules {
    private static final Set<String> CLASS_LISTS = Set.of(
            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG);

    /** What Headgate reads itself, or a broker's answer would be about something else. */
    private static final Set<String> READ_BY_US = Set.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            CommonClientConfigs.GROUP_ID_CONFIG,
            CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG,
            CommonClientConfigs.CLIENT_ID_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG);

    private static final Set<String> NEVER_EMPTY = Set.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            CommonClientConfigs.GROUP_ID_CONFIG,
            CommonClientConfigs.CLIENT_ID_CONFIG);

    private static final Set<String> MAY_BE_NEGATIVE = Set.of(CommonClientConfigs.CONNECTIONS_MAX_IDLE_MS_CONFIG);
    private static final Pattern KAFKAS_WORDS =
            Pattern.compile("^Invalid value .* for configuration \\S+: ", Pattern.DOTALL);
    private static final int SHOWN = 200;

    private final ConfigSources sources;
    private final Map<String, String> properties;
    private final String prefix;
    private final List<ConfigDef> definitions;
    private final Readers readers;

    /** Who else than Kafka's clients reads their properties. */
    enum Readers {
        NOBODY,
        /** Deserializers that a handler of one's own brings: a name that is much like a client's is a mistake all the same. */
        DESERIALIZERS,
        /** A plug-in among the properties of these clients. */
        PLUG_IN
    }

    /**
     * @param properties the properties without their prefix
     * @param definitions of the clients that get them
     * @param readers who else reads them
     */
    ClientRules(
            ConfigSources sources,
            Map<String, String> properties,
            String prefix,
            List<ConfigDef> definitions,
            Readers readers) {
        this.sources = sources;
        this.properties = properties;
        this.prefix = prefix;
        this.definitions = definitions;
        this.readers = readers;
    }

    /** Whether a class that isn't Kafka's own is configured, which may read any property. */
    static boolean hasPlugIn(Map<String, String> properties) {
        return properties.entrySet().stream()
                .filter(each -> isClass(each.getKey()))
                .flatMap(each -> Arrays.stream(each.getValue().split(",", -1)))
                .map(String::strip)
                .anyMatch(name -> !name.isEmpty() && !name.startsWith("org.apache.kafka."));
    }

    private static boolean isClass(String property) {
        return CLASS_LISTS.contains(property)
                || Stream.of(ConsumerConfig.configDef(), ProducerConfig.configDef())
                        .flatMap(each -> Optional.ofNullable(each.configKeys().get(property)).stream())
                        .anyMatch(key -> key.type() == ConfigDef.Type.CLASS);
    }

    /** A line for each property that won't do. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        properties.forEach((name, value) -> problem(name, value).ifPresent(problems::add));
        heartbeat().ifPresent(problems::add);
        return problems;
    }

    private Optional<String> problem(String name, String value) {
        if (definitions.stream().noneMatch(each -> each.names().contains(name)) && !ClientProperties.isKnown(name)) {
            return unknown(name);
        }
        if (refersToProvider(value)) {
            return READ_BY_US.contains(name)
                    ? wrong(
                            name,
                            value,
                            "Headgate reads it too, so it can't come from a config provider; take ${NAME} in the file")
                    : Optional.empty();
        }
        if (NEVER_EMPTY.contains(name) && value.isBlank()) {
            return wrong(name, value, "it must not be empty");
        }
        boolean isInstance = name.equals(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG);
        if (isInstance && !value.isEmpty() && !Topic.isValid(value)) { // which is Kafka's own rule
            return wrong(name, value, "it must have 1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-'");
        }
        return definitions.stream()
                .flatMap(each -> Optional.ofNullable(each.configKeys().get(name)).stream())
                .flatMap(key -> refusal(key, value).stream())
                .findFirst()
                .or(() -> missingClass(name, value))
                .flatMap(why -> wrong(name, value, why));
    }

    private Optional<String> unknown(String name) {
        Set<String> names = ClientProperties.known();
        if (readers == Readers.PLUG_IN
                || (readers == Readers.DESERIALIZERS
                        && NearestName.of(name, names).isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(prefix + name + " (" + sources.label(prefix + name) + ") is no property of a Kafka client"
                + NearestName.of(name, names)
                        .map(nearest -> "; the nearest is " + prefix + nearest)
                        .orElse(", and no plug-in is configured that could read it; remove it"));
    }

    private boolean refersToProvider(String value) {
        return properties.containsKey("config.providers")
                && References.KAFKA.matcher(value).find();
    }

    private static Optional<String> refusal(ConfigDef.ConfigKey key, String value) {
        try {
            Object parsed = ConfigDef.parseType(key.name, value, key.type);
            if (key.validator != null) {
                key.validator.ensureValid(key.name, parsed);
            } else if (parsed instanceof Number number
                    && number.doubleValue() < 0
                    && !MAY_BE_NEGATIVE.contains(key.name)) {
                return Optional.of("it must not be negative");
            }
            return Optional.empty();
        } catch (org.apache.kafka.common.config.ConfigException e) {
            return Optional.of(
                    KAFKAS_WORDS.matcher(String.valueOf(e.getMessage())).replaceFirst(""));
        }
    }

    private static Optional<String> missingClass(String name, String value) {
        if (!CLASS_LISTS.contains(name)) {
            return Optional.empty();
        }
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty() && !isThere(each))
                .findFirst()
                .map(each -> "there is no class " + each + " on the class path");
    }

    private static boolean isThere(String name) {
        try {
            Class<?> _ = Class.forName(name, false, Utils.getContextOrKafkaClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError _) {
            return false;
        }
    }

    /** Kafka's own rule, which a client tells without a key. */
    private Optional<String> heartbeat() {
        String heartbeat = ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG;
        String session = ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG;
        Optional<Long> beat = number(heartbeat, 3_000);
        Optional<Long> timeout = number(session, 45_000);
        boolean set = properties.containsKey(heartbeat) || properties.containsKey(session);
        if (!set || beat.isEmpty() || timeout.isEmpty() || timeout.get() < 0 || beat.get() < timeout.get()) {
            return Optional.empty();
        }
        String name = properties.containsKey(session) ? session : heartbeat;
        return wrong(
                name,
                properties.getOrDefault(name, ""),
                "kafka." + session + ", " + timeout.get() + ", must be above kafka." + heartbeat + ", " + beat.get());
    }

    private Optional<Long> number(String name, long usual) {
        try {
            return Optional.of(Long.valueOf(
                    properties.getOrDefault(name, Long.toString(usual)).strip()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private Optional<String> wrong(String name, String value, String why) {
        String reason = Secrets.isSecret(name) ? "it won't do" : why;
        String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
        return Optional.of(sources.is(prefix + name, shown) + ": " + reason);
    }
}
