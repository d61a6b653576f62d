package dev.headgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever somebody writes, by whatever way, arrives as it stands there or is refused in a line that names its key. */
@Timeout(60)
class ConfigValuesTest {
    /** The ways to give a value. */
    enum Way {
        YAML,
        PROPERTIES,
        ENVIRONMENT,
        SYSTEM_PROPERTY,
        COMMAND_LINE;

        boolean isFile() {
            return this == YAML || this == PROPERTIES;
        }
    }

    private static final List<String> TEXTS = List.of(
            "plain",
            "pa$word",
            "pa$$word",
            "pa$$$word",
            "$",
            "$$",
            "{}",
            "pa\\word",
            "pa\\\\$word",
            "a:b$c{d}",
            "a=b=c",
            "# no comment",
            "a # b",
            "'quoted'",
            "\"quoted\"",
            " blanks around ",
            "010",
            "0x1F",
            "1e3",
            "1_000",
            "12:30",
            "2026-11-30",
            "no",
            "on",
            "null",
            "~",
            "-",
            "%d",
            "*star",
            "&and",
            "!bang",
            "[a",
            "{a",
            "a,b",
            "a\\,b",
            "é\u20ac\ud83d\ude00",
            "tab\there");

    /** In a file these are references; elsewhere they are text. */
    private static final List<String> DOLLARS = List.of(
            "${", "pa${word", "pa${word}x", "${NAME}", "${}", "${x:y}", "$${NAME}", "$$${NAME}", "${NAME:other}");

    @TempDir
    private Path directory;

    static Stream<Arguments> texts() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.concat(TEXTS.stream(), way.isFile() ? Stream.empty() : DOLLARS.stream())
                        .map(text -> Arguments.of(way, text)));
    }

    private LoadedConfig load(Way way, String key, String value) throws IOException {
        Properties system = new Properties();
        return switch (way) {
            case YAML -> file("c.yaml", key + ": '" + value.replace("'", "''") + "'");
            case PROPERTIES -> {
                StringWriter text = new StringWriter();
                system.setProperty(key, value);
                system.store(text, null);
                yield file("c.properties", text.toString());
            }
            case ENVIRONMENT ->
                load(
                        Map.of(key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value, "NAME", "wrong"),
                        system,
                        Map.of());
            case SYSTEM_PROPERTY -> {
                system.setProperty(key, value);
                yield load(Map.of("NAME", "wrong"), system, Map.of());
            }
            case COMMAND_LINE -> load(Map.of("NAME", "wrong"), system, Map.of(key, value));
        };
    }

    private LoadedConfig load(Map<String, String> environment, Properties system, Map<String, String> arguments)
            throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.yaml"), "");
        return ConfigLoader.load(ConfigSources.of(Optional.of(empty), environment, system, arguments));
    }

    private LoadedConfig file(String name, String text) throws IOException {
        return file(name, text, Map.of("NAME", "it is"));
    }

    private LoadedConfig file(String name, String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        return ConfigLoader.load(ConfigSources.of(Optional.of(file), environment, new Properties(), Map.of()));
    }

    private LoadedConfig yaml(String text) throws IOException {
        return file("c.yaml", text);
    }

    private void refused(String yaml, String... parts) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> yaml(yaml))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem)
                                .hasLineCount(1)
                                .contains(parts)
                                .doesNotContain("Exception")));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void a_value_arrives_byte_for_byte(Way way, String text) throws IOException {
        assertThat(load(way, "kafka.client.rack", text).kafka()).containsEntry("client.rack", text);
        assertThat(load(way, "headgate.handler.options.x", text).options("headgate.handler.options"))
                .containsEntry("x", text);
        if (!way.equals(Way.SYSTEM_PROPERTY) && !way.equals(Way.COMMAND_LINE)) {
            assertThat(load(way, "kafka.sasl.jaas.config", text).kafka()).containsEntry("sasl.jaas.config", text);
            String token = text + "-long-enough-for-a-token";
            assertThat(load(way, "headgate.admin.control-token", token)
                            .headgate()
                            .admin()
                            .controlToken())
                    .contains(token);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"010", "0x1F", "1e3", "1_000", "12:30", "2026-11-30", "no", "on", "Yes", "1.10"})
    void a_bare_text_in_yaml_is_no_number_flag_or_date(String text) throws IOException {
        assertThat(yaml("kafka:\n  client.rack: " + text).kafka()).containsEntry("client.rack", text);
    }

    @ParameterizedTest
    @CsvSource({
        "${NAME}, it is",
        "a ${NAME} b ${NAME}, a it is b it is",
        "$${NAME}, ${NAME}",
        "$$${NAME}, $${NAME}",
        "${CYCLE}, ${CYCLE}",
        "${ESCAPED}, $${NAME} \\$1",
        "$NAME, $NAME",
    })
    void a_file_takes_variables_from_the_environment_once(String written, String arrives) throws IOException {
        Map<String, String> environment = Map.of("NAME", "it is", "CYCLE", "${CYCLE}", "ESCAPED", "$${NAME} \\$1");
        for (String name : List.of("c.yaml", "c.properties")) {
            String text =
                    name.endsWith("yaml") ? "kafka.client.rack: '" + written + "'" : "kafka.client.rack=" + written;
            assertThat(file(name, text, environment).kafka()).containsEntry("client.rack", arrives);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.security.protocol, ${PROTO}, takes ${PROTO}",
        "kafka.sasl.jaas.config, ${JAAS}, takes ${JAAS}",
        "kafka.sasl.jaas.config, pa${word}x, takes a variable",
        "kafka.sasl.jaas.config, pa${word, has a '${' without a '}'",
        "headgate.sink.options.headers.Authorization, Bearer ${TOKEN}, takes ${TOKEN}",
        "headgate.dead-letter.topic, ${DLT}, takes ${DLT}",
        "headgate.workers, ${W}, takes ${W}",
        "headgate.admin.control-token, ${T}, takes ${T}",
        "kafka.client.rack, ${NAME:other}, names no environment variable and no provider",
        "headgate.handler.options.x, ${file:/a:b}, names no environment variable",
        "kafka.client.rack, ${}, names no environment variable",
    })
    void a_reference_that_leads_nowhere_is_refused_with_its_key(String key, String value, String why) {
        refused(key + ": '" + value + "'", key, "c.yaml", why, "$${");
    }

    @Test
    void what_a_reference_would_bring_need_not_be_there_where_another_source_overrides_it() throws IOException {
        Path file =
                Files.writeString(directory.resolve("c.yaml"), "headgate: {workers: \"${W}\", commit: {records: }}");
        LoadedConfig config = ConfigLoader.load(ConfigSources.of(
                Optional.of(file),
                Map.of("HEADGATE_COMMIT_RECORDS", "5"),
                new Properties(),
                Map.of("headgate.workers", "7")));
        assertThat(config.headgate().workers()).isEqualTo(7);
        assertThat(config.headgate().commit().records()).isEqualTo(5);
    }

    @Test
    void a_piece_of_a_secret_is_not_shown_when_it_looks_like_a_reference() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> yaml("kafka.sasl.jaas.config: 'pa${hunter}2'"))
                .satisfies(e -> assertThat(e).hasMessageNotContainingAny("hunter", "pa$"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c.yaml", "c.properties"})
    void a_reference_to_a_config_provider_of_kafka_goes_to_the_clients_as_it_stands(String name) throws IOException {
        LoadedConfig config = file(name, """
            kafka.config.providers%1$s file
            kafka.config.providers.file.class%1$s org.apache.kafka.common.config.provider.FileConfigProvider
            kafka.ssl.keystore.password%1$s ${file:/run/secrets/kafka:store}
            kafka.session.timeout.ms%1$s ${file:/run/secrets/kafka:session}
            headgate.sink.name%1$s kafka
            headgate.sink.options.producer.ssl.key.password%1$s ${file:/run/secrets/kafka:key}
            """.formatted(name.endsWith("yaml") ? ":" : "="));
        assertThat(config.kafka())
                .containsEntry("ssl.keystore.password", "${file:/run/secrets/kafka:store}")
                .containsEntry("session.timeout.ms", "${file:/run/secrets/kafka:session}");
        assertThat(config.options("headgate.sink.options"))
                .containsEntry("producer.ssl.key.password", "${file:/run/secrets/kafka:key}");
    }

    @Test
    void what_headgate_reads_itself_can_not_come_from_a_config_provider() {
        refused(
                "kafka: {config.providers: file, group.id: '${file:/a:b}'}",
                "kafka.group.id",
                "can't come from a config provider",
                "${NAME}");
    }

    @Test
    void a_reference_among_the_arguments_gives_no_secret_away() throws IOException {
        String reference = "${file:/run/secrets/kafka:key}";
        assertThat(load(
                                Map.of(),
                                new Properties(),
                                Map.of("kafka.ssl.key.password", reference, "kafka.config.providers", "file"))
                        .kafka())
                .containsEntry("ssl.key.password", reference);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load(Map.of(), new Properties(), Map.of("kafka.ssl.key.password", "${NAME}")))
                .withMessageContaining("KAFKA_SSL_KEY_PASSWORD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[orders, payments]", "'orders, payments'", "' orders ,payments '", "\n  - orders\n  - payments"
            })
    void a_list_is_taken_with_blanks_around_its_names(String list) throws IOException {
        assertThat(yaml("headgate.topics: " + list).headgate().topics()).contains(List.of("orders", "payments"));
    }

    @Test
    void a_list_of_a_client_property_is_taken_as_kafka_takes_it() throws IOException {
        assertThat(yaml("kafka: {bootstrap.servers: [one:9092, two:9092]}").kafka())
                .containsEntry("bootstrap.servers", "one:9092,two:9092");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"orders-.*|'orders-.*'", ".|'.'", "a/b|'a/b'", "or ders|'or ders'", "'${T}'|'${T}'"})
    void what_can_not_be_the_name_of_a_topic_is_refused_with_its_key(String topics, String shown) {
        for (String key : List.of("headgate.topics", "headgate.dead-letter.topic")) {
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(() -> load(Map.of(), new Properties(), Map.of(key, topics)))
                    .withMessageContainingAll(key + " (command line)", shown, "the name of a topic")
                    .satisfies(e -> assertThat(e.problems()).hasSize(1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "headgate: {offsets: {window: null}}|headgate.offsets.window",
                "headgate: {offsets: {window: ~}}|headgate.offsets.window",
                "headgate: {admin: {control-token: }}|headgate.admin.control-token",
                "headgate: {workers: {}}|headgate.workers",
                "headgate: {sink: {options: {timestamp: }}}|headgate.sink.options.timestamp",
                "headgate: {stages: [{name: }]}|headgate.stages[0].name",
                "headgate: {stages: [null, {name: x}]}|headgate.stages[0]",
                "kafka: {group.id: }|kafka.group.id",
                "headgate: {topics: []}|headgate.topics",
                "headgate: {admin: {host: ''}}|headgate.admin.host",
                "headgate: {commit: {interval: '  '}}|headgate.commit.interval"
            })
    void a_key_without_a_value_is_refused(String yaml, String key) {
        refused(yaml, key, "c.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "headgate:",
                "kafka:",
                "headgate: {retry: }",
                "headgate: {stages: []}",
                "headgate: {sink: {options: {}}}",
                "kafka: {ssl: {keystore: }}",
                "kafka: {ssl.endpoint.identification.algorithm: ''}",
                "{}",
                "# nothing"
            })
    void a_section_with_nothing_in_it_is_no_mistake(String yaml) throws IOException {
        assertThat(yaml(yaml).headgate().workers()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "headgate: {workers: 1, workers: 2}",
                "headgate: {retry: {jitter: 1}, retry.jitter: 0}",
                "a: &a [*a]",
                "a: &a {b: *a}"
            })
    void a_file_that_contradicts_or_holds_itself_is_refused(String yaml) {
        refused(yaml, "c.yaml is not valid YAML");
    }

    @Test
    void a_key_that_stands_twice_among_properties_is_refused() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> file("c.properties", "headgate.workers=1\nheadgate.workers=2"))
                .withMessageContaining("the key headgate.workers stands there twice");
    }

    @Test
    void a_stage_that_is_not_the_next_is_refused_by_its_own_number() {
        refused("headgate.stages[1].name: y", "headgate.stages[1].name", "nothing of headgate.stages[0]");
        refused(
                "{'headgate.stages[0].name': x, 'headgate.stages[1].workers': 3}",
                "headgate.stages[1].workers",
                "headgate.stages[1].name is missing");
        refused(
                "{'headgate.stages[0].name': x, 'headgate.stages[0].wrokers': 3}",
                "the nearest is headgate.stages[0].workers");
    }

    @ParameterizedTest
    @CsvSource({
        "headgate.admin.enabled, tru, true or false",
        "headgate.admin.enabled, yes, true or false",
        "headgate.admin.enabled, 1, true or false",
        "headgate.handler.adaptive, ture, true or false",
        "headgate.workers, 1_000, it must be a whole number",
        "headgate.workers, 5.5, it must be a whole number",
        "headgate.workers, 5d, it must be a whole number",
        "headgate.workers, 99999999999, it must be a whole number",
        "headgate.handler.rate, NaN, a number",
        "headgate.handler.rate, 5d, a number",
        "headgate.handler.rate, 0x1p3, a number",
        "headgate.handler.rate, 1e999, a number",
        "headgate.handler.rate, 1e-11, at least 1.0E-6",
        "headgate.handler.rate, -1, at least 1.0E-6",
        "headgate.attempt-timeout, 5, a duration",
        "headgate.attempt-timeout, 500us, at least 1ms",
        "headgate.attempt-timeout, -1s, a duration",
        "headgate.transaction.timeout, 30d, at most",
        "headgate.queue.bytes, 5 parsecs, a size",
        "headgate.ordering, keys, it must be one of",
        "headgate.failure.policy, dead, it must be one of",
    })
    void a_value_of_another_kind_is_refused_with_what_it_has_to_be(String key, String value, String expected) {
        for (Way way : Way.values()) {
            assertThatExceptionOfType(ConfigException.class)
                    .as("%s by %s", value, way)
                    .isThrownBy(() -> load(way, key, value))
                    .satisfies(refusal -> assertThat(refusal.problems())
                            .singleElement()
                            .satisfies(problem -> assertThat(problem)
                                    .startsWith(key + " (")
                                    .contains(expected)
                                    .doesNotContain("SRCFG", "java.")
                                    .hasLineCount(1)));
        }
    }

    @Test
    void a_key_that_is_like_none_is_refused_without_a_guess() {
        refused("headgate.value.format: json", "headgate.value.format", "none is spelled like it", "headgate config");
    }
}
