package dev.headgate.config;

import dev.headgate.internal.ClientProperties;
import dev.headgate.internal.text.NearestName;
import java.util.List;
import java.util.Map;

/**
 * Environment variables such as {@code KAFKA_URL}, which others have set for a purpose of their own. One that is spelled much
 * like a client's property is not among them: it is a mistake, and told as one.
 */
final class ForeignVariables {
    private static final String KAFKA = "kafka.";

    private final ConfigSources sources;

    ForeignVariables(ConfigSources sources) {
        this.sources = sources;
    }

    /**
     * The properties that come from such variables. Not to be asked where others than Kafka's clients may read them.
     *
     * @param properties those under {@code kafka}, without that prefix
     */
    List<String> among(Map<String, String> properties) {
        return properties.keySet().stream().filter(this::isForeign).toList();
    }

    private boolean isForeign(String property) {
        boolean isVariable = sources.winner(KAFKA + property)
                .filter(source -> source.kind() == ConfigSources.Kind.ENVIRONMENT)
                .isPresent();
        return isVariable
                && !ClientProperties.isKnown(property)
                && NearestName.of(property, ClientProperties.known()).isEmpty();
    }
}
