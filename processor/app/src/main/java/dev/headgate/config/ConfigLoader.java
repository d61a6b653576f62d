package dev.headgate.config;

import dev.headgate.internal.consumer.ConsumerProperties;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one configuration out of all sources, or says in one line each what is wrong with them. */
public final class ConfigLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigLoader.class);
    private static final String KAFKA = "kafka.";
    private static final int ABOVE_ALL = 1_000;

    /** The built-in handlers, which take bytes. */
    private static final Set<String> WITHOUT_DESERIALIZERS = Set.of("identity", "simulated");

    private final ConfigSources sources;
    private final Map<String, String> values;

    private ConfigLoader(ConfigSources sources) {
        this.sources = sources;
        this.values = sources.values();
        if (readers(under(KAFKA)) == ClientRules.Readers.NOBODY) {
            for (String property : new ForeignVariables(sources).among(under(KAFKA))) {
                LOG.warn("the environment's {}{} is no property of a Kafka client; it is left alone", KAFKA, property);
                values.remove(KAFKA + property);
            }
        }
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
        List<String> problems = new ArrayList<>(new KeyRules(sources).problems());
        ConsumerProperties.owned(SettingKeys::of).forEach((property, reason) -> {
            String key = KAFKA + property;
            if (values.containsKey(key)) {
                problems.add(key + " (" + sources.label(key) + ") can't be set: " + reason);
            }
        });
        problems.addAll(clientProblems());
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        SmallRyeConfig config;
        try {
            config = smallRye();
        } catch (ConfigValidationException e) {
            throw new ConfigException(new ConversionProblems(sources).of(e));
        }
        HeadgateConfig headgate = config.getConfigMapping(HeadgateConfig.class);
        new ConfigRules(sources).check(headgate);
        return new LoadedConfig(headgate, new TreeMap<>(under(KAFKA)), entries(config));
    }

    private List<String> clientProblems() {
        Map<String, String> kafka = under(KAFKA);
        Map<String, String> producer =
                "kafka".equals(values.get("headgate.sink.name")) ? under(KnownKeys.PRODUCER) : Map.of();
        List<String> problems = new ArrayList<>(new ClientRules(
                        sources,
                        kafka,
                        KAFKA,
                        List.of(ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef()),
                        readers(kafka))
                .problems());
        problems.addAll(new ClientRules(
                        sources,
                        producer,
                        KnownKeys.PRODUCER,
                        List.of(ProducerConfig.configDef()),
                        ClientRules.hasPlugIn(kafka) || ClientRules.hasPlugIn(producer)
                                ? ClientRules.Readers.PLUG_IN
                                : ClientRules.Readers.NOBODY)
                .problems());
        return problems;
    }

    /** Who reads the properties under {@code kafka} beside Kafka's own clients. */
    private ClientRules.Readers readers(Map<String, String> kafka) {
        if (ClientRules.hasPlugIn(kafka)) {
            return ClientRules.Readers.PLUG_IN;
        }
        String handler = values.get("headgate.handler.name");
        return handler == null || WITHOUT_DESERIALIZERS.contains(handler)
                ? ClientRules.Readers.NOBODY
                : ClientRules.Readers.DESERIALIZERS;
    }

    /** Without interceptors, since those would look for references, profiles and fallbacks in what is final by now. */
    private SmallRyeConfig smallRye() {
        Map<String, String> ours = new TreeMap<>(values);
        ours.keySet().removeIf(key -> !key.startsWith("headgate.") || KnownKeys.isFree(key));
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(ours, "all sources", ABOVE_ALL))
                .withConverter(Boolean.class, ABOVE_ALL, new FlagConverter())
                .withConverter(Double.class, ABOVE_ALL, new DecimalConverter())
                .withMapping(HeadgateConfig.class)
                .withValidateUnknown(false)
                .build();
    }

    private Map<String, String> under(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }

    private List<LoadedConfig.Entry> entries(SmallRyeConfig config) {
        Map<String, String> all = new TreeMap<>();
        for (String key : KnownKeys.plain()) {
            Optional.ofNullable(config.getConfigValue(key).getValue()).ifPresent(value -> all.put(key, value));
        }
        all.putAll(values);
        List<LoadedConfig.Entry> entries = new ArrayList<>();
        all.forEach((key, value) -> entries.add(new LoadedConfig.Entry(key, value, sources.label(key))));
        return entries;
    }
}
