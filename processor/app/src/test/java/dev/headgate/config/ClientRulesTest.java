package dev.headgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client property that won't do is told with its key before a client is made. */
@Timeout(60)
class ClientRulesTest {
    @TempDir
    private Path directory;

    private LoadedConfig load(Map<String, String> environment, Map<String, String> arguments) throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.yaml"), "");
        return ConfigLoader.load(ConfigSources.of(Optional.of(empty), environment, new Properties(), arguments));
    }

    private LoadedConfig load(Map<String, String> arguments) throws IOException {
        return load(Map.of(), arguments);
    }

    private void refused(Map<String, String> arguments, String key, String... parts) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(arguments))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem)
                                .startsWith(key + " (command line)")
                                .contains(parts)
                                .hasLineCount(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.groupid, kafka.group.id",
        "kafka.bootstrap.server, kafka.bootstrap.servers",
        "kafka.session.timeout, kafka.session.timeout.ms",
        "kafka.ssl.truststore.path, kafka.ssl.truststore",
        "kafka.sasl.jaas.conf, kafka.sasl.jaas.config"
    })
    void an_unknown_property_is_refused_with_the_nearest(String key, String nearest) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(Map.of(key.toUpperCase(Locale.ROOT).replace('.', '_'), "x"), Map.of()))
                .withMessageContainingAll(" (environment) is no property", "the nearest is " + nearest);
    }

    @Test
    void an_unknown_property_of_the_sinks_own_producer_is_refused() {
        refused(
                Map.of("headgate.sink.name", "kafka", "headgate.sink.options.producer.linger.msec", "5"),
                "headgate.sink.options.producer.linger.msec",
                "the nearest is headgate.sink.options.producer.linger.ms");
        refused(
                Map.of("headgate.sink.name", "kafka", "headgate.sink.options.producer.foo", "5"),
                "headgate.sink.options.producer.foo",
                "is no property of a Kafka client");
        refused(
                Map.of("headgate.sink.name", "kafka", "headgate.sink.options.producer.linger.ms", "soon"),
                "headgate.sink.options.producer.linger.ms",
                "Not a number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.login.callback.handler.class",
                "ssl.engine.factory.class",
                "metric.reporters",
                "interceptor.classes",
                "sasl.client.callback.handler.class"
            })
    void a_property_of_a_plug_in_passes_where_one_is_configured(String plugIn) throws IOException {
        Map<String, String> properties =
                new TreeMap<>(Map.of("kafka." + plugIn, getClass().getName()));
        properties.put("kafka.acme.region", "eu-1");
        assertThat(load(Map.of("KAFKA_ACME_URL", "https://acme"), properties).kafka())
                .containsEntry("acme.region", "eu-1")
                .containsEntry("acme.url", "https://acme");
    }

    /** Its deserializers are configured with the client properties, as Kafka does it. */
    @Test
    void a_property_of_a_deserializer_passes_where_a_handler_of_ones_own_may_bring_it() throws IOException {
        Map<String, String> properties = new TreeMap<>(
                Map.of("headgate.handler.name", "billing", "kafka.schema.registry.url", "http://registry"));
        assertThat(load(Map.of("KAFKA_SPECIFIC_AVRO_READER", "true"), properties)
                        .kafka())
                .containsEntry("schema.registry.url", "http://registry")
                .containsEntry("specific.avro.reader", "true");
        properties.put("kafka.groupid", "x");
        refused(properties, "kafka.groupid", "the nearest is kafka.group.id");
        refused(
                Map.of("headgate.handler.name", "identity", "kafka.schema.registry.url", "http://registry"),
                "kafka.schema.registry.url",
                "is no property of a Kafka client");
    }

    @Test
    void what_kafkas_own_parts_read_without_declaring_it_passes() throws IOException {
        Map<String, String> properties = Map.of(
                "kafka.metrics.jmx.exclude", "kafka.consumer.*",
                "kafka.metrics.context.cluster", "a",
                "kafka.config.providers", "env",
                "kafka.config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
                "kafka.config.providers.env.param.allowlist.pattern", "A.*",
                "kafka.connections.max.idle.ms", "-1",
                "kafka.partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        assertThat(load(properties).kafka()).hasSize(properties.size());
    }

    @Test
    void variables_of_somebody_else_are_left_alone() throws IOException {
        Map<String, String> environment = Map.of(
                "KAFKA_URL", "kafka+ssl://a", "KAFKA_TRUSTED_CERT", "x", "KAFKA_GROUP_ID", "g", "KAFKA_BROKERS", "a:1");
        assertThat(load(environment, Map.of()).kafka()).isEqualTo(Map.of("group.id", "g"));
    }

    @ParameterizedTest
    @CsvSource({
        "session.timeout.ms, -1, must not be negative",
        "session.timeout.ms, 5s, Not a number",
        "session.timeout.ms, 2000, 'kafka.session.timeout.ms, 2000, must be above kafka.heartbeat.interval.ms, 3000'",
        "heartbeat.interval.ms, 60000, must be above kafka.heartbeat.interval.ms",
        "group.protocol, klassic, 'CONSUMER, CLASSIC'",
        "isolation.level, committed, read_committed",
        "security.protocol, SASL_TLS, SASL_SSL",
        "partition.assignment.strategy, com.nowhere.Assignor, there is no class com.nowhere.Assignor",
        "interceptor.classes, com.nowhere.Interceptor, there is no class com.nowhere.Interceptor",
        "metric.reporters, com.nowhere.Reporter, there is no class com.nowhere.Reporter",
        "sasl.login.callback.handler.class, com.nowhere.Login, com.nowhere.Login could not be found",
        "ssl.engine.factory.class, com.nowhere.Ssl, com.nowhere.Ssl could not be found",
        "check.crcs, ture, true or false",
        "fetch.min.bytes, many, Not a number",
        "max.poll.interval.ms, 0, at least 1",
        "compression.type, zip, compression.type",
        "linger.ms, -1, at least 0",
        "client.dns.lookup, sometimes, use_all_dns_ips",
        "group.instance.id, '', non-empty",
        "group.id, '', must not be empty",
        "group.id, ' ', must not be empty",
        "bootstrap.servers, '', must not be empty",
        "bootstrap.servers, 'a:1,,b:1', must not be empty"
    })
    void a_value_that_no_client_takes_is_refused_with_its_key(String property, String value, String why) {
        refused(Map.of("kafka." + property, value), "kafka." + property, "'" + value + "'", why);
    }

    @Test
    void a_secret_that_no_client_takes_is_not_shown() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(Map.of("KAFKA_SSL_KEYPASSWORD", "hunter2"), Map.of()))
                .satisfies(e -> assertThat(e).hasMessageNotContaining("hunter2"));
    }
}
