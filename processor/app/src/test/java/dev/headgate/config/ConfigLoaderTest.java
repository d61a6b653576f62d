package dev.headgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ConfigLoaderTest {
    @TempDir
    private Path directory;

    private LoadedConfig load(
            String yaml,
            Map<String, String> environment,
            Map<String, String> properties,
            Map<String, String> arguments) {
        try {
            Path file = Files.writeString(directory.resolve("headgate.yaml"), yaml);
            Properties system = new Properties();
            system.putAll(properties);
            return ConfigLoader.load(ConfigSources.of(Optional.of(file), environment, system, arguments));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private LoadedConfig argument(String key, String value) {
        return load("", Map.of(), Map.of(), Map.of(key, value));
    }

    private static LoadedConfig.Entry entry(LoadedConfig config, String key) {
        return config.entries().stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void without_any_source_every_key_has_its_default() {
        HeadgateConfig config = load("", Map.of(), Map.of(), Map.of()).headgate();
        assertThat(config.workers()).isEqualTo(100);
        assertThat(config.ordering()).isEqualTo(Ordering.KEY);
        assertThat(config.queue().bytes()).isEqualTo(64 << 20);
        assertThat(config.offsets().mapBytes()).isEqualTo(4_000);
        assertThat(config.retry().maxBackoff()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.stages()).isEmpty();
    }

    @Test
    void each_source_gives_way_to_the_next_and_is_named() {
        String yaml = "headgate: {workers: 1, queue: {capacity: 11, bytes: 2MiB}, drain-timeout: 1s}";
        LoadedConfig config = load(
                yaml,
                Map.of("HEADGATE_WORKERS", "2", "HEADGATE_QUEUE_CAPACITY", "12", "HEADGATE_DRAIN_TIMEOUT", "2s"),
                Map.of("headgate.workers", "3", "headgate.queue.capacity", "13"),
                Map.of("headgate.workers", "4"));
        assertThat(config.headgate().workers()).isEqualTo(4);
        assertThat(config.headgate().queue().capacity()).isEqualTo(13);
        assertThat(config.headgate().drainTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.headgate().queue().bytes()).isEqualTo(2 << 20);
        assertThat(entry(config, "headgate.workers").source()).isEqualTo("command line");
        assertThat(entry(config, "headgate.queue.capacity").source()).isEqualTo("system property");
        assertThat(entry(config, "headgate.drain-timeout").source()).isEqualTo("environment");
        assertThat(entry(config, "headgate.queue.bytes").source()).endsWith("headgate.yaml");
        assertThat(entry(config, "headgate.ordering").source()).isEqualTo("default");
    }

    @Test
    void lists_stages_options_and_client_properties_are_read_from_yaml() {
        String yaml = """
            headgate:
              topics: [orders, returns]
              failure: {policy: dead-letter}
              dead-letter: {topic: dead}
              stages:
                - {name: enrich, workers: 3, options: {url: here}}
              sink: {name: http, options: {batch.records: 5}}
            kafka:
              bootstrap.servers: one:9092
              ssl: {keystore: {location: /k}}
            """;
        LoadedConfig config = load(yaml, Map.of("KAFKA_GROUP_ID", "mine"), Map.of(), Map.of());
        assertThat(config.headgate().topics()).contains(List.of("orders", "returns"));
        assertThat(config.headgate().failure().policy()).isEqualTo(FailurePolicy.DEAD_LETTER);
        assertThat(config.headgate().stages()).singleElement().satisfies(stage -> {
            assertThat(stage.name()).isEqualTo("enrich");
            assertThat(stage.workers()).isEqualTo(3);
        });
        assertThat(config.options("headgate.stages[0].options")).isEqualTo(Map.of("url", "here"));
        assertThat(config.options("headgate.sink.options")).isEqualTo(Map.of("batch.records", "5"));
        assertThat(config.kafka())
                .containsEntry("bootstrap.servers", "one:9092")
                .containsEntry("ssl.keystore.location", "/k")
                .containsEntry("group.id", "mine");
    }

    @Test
    void a_value_may_take_a_secret_from_the_environment_and_is_not_shown() {
        LoadedConfig config = load(
                "kafka: {ssl.keystore.password: \"${STORE_PASSWORD}\", bootstrap.servers: one:9092}",
                Map.of("STORE_PASSWORD", "hunter2"),
                Map.of(),
                Map.of("headgate.sink.options.url", "http://me:hunter2@there/"));
        assertThat(config.kafka()).containsEntry("ssl.keystore.password", "hunter2");
        assertThat(config.entries()).noneMatch(entry -> entry.shown().contains("hunter2"));
        assertThat(entry(config, "kafka.bootstrap.servers").shown()).isEqualTo("one:9092");
    }

    @Test
    void variables_that_a_launcher_or_kubernetes_sets_are_not_taken_for_keys() {
        Map<String, String> environment = Map.of(
                "HEADGATE_JAVA_OPTS", "-Xmx1g",
                "HEADGATE_NO_AOT", "1",
                "HEADGATE_AOT_CACHE", "my.aot",
                "HEADGATE_AOT_RECORD", "my.aot",
                "HEADGATE_SERVICE_HOST", "10.0.0.1",
                "HEADGATE_SERVICE_PORT_HTTP", "8080",
                "HEADGATE_PORT_8080_TCP_ADDR", "10.0.0.1",
                "KAFKA_PORT", "tcp://10.0.0.2:9092",
                "KAFKA_SERVICE_HOST", "10.0.0.2");
        assertThat(load("", environment, Map.of(), Map.of()).kafka()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "headgate.queue.capasity, 5, headgate.queue.capacity",
        "headgate.qeue.capacity, 5, headgate.queue.capacity",
        "headgate.retry.attempts, 5, headgate.retry.max-attempts",
        "headgate.sinc.name, log, headgate.sink.name"
    })
    void an_unknown_key_is_refused_with_the_nearest_one(String key, String value, String nearest) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> argument(key, value))
                .withMessageContaining(key)
                .withMessageContaining("command line")
                .withMessageEndingWith("the nearest is " + nearest);
    }

    @Test
    void an_unknown_variable_and_a_key_outside_our_names_in_the_file_are_refused_too() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load("", Map.of("HEADGATE_WORKRES", "5"), Map.of(), Map.of()))
                .withMessageContaining("headgate.workres (environment)");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load("workers: 5", Map.of(), Map.of(), Map.of()))
                .withMessageContaining("workers");
    }

    @ParameterizedTest
    @CsvSource({
        "headgate.queue.capacity, 0, is 0: it must be at least 2",
        "headgate.queue.capacity, -1, is -1: it must be at least 2",
        "headgate.offsets.map-bytes, 40000, is 40000: it must be between 0 and 32767",
        "headgate.offsets.map-bytes, -1, is -1: it must be between 0 and 32767",
        "headgate.workers, -1, is -1: it must be at least 1",
        "headgate.workers, many, is 'many'",
        "headgate.queue.bytes, much, is 'much': it must be a size",
        "headgate.commit.interval, 5 parsecs, is '5 parsecs': it must be a duration",
        "headgate.ordering, alphabetical, is 'alphabetical'",
        "headgate.retry.jitter, 1.5, is 1.5: it must be between 0 and 1",
        "headgate.admin.port, 70000, is 70000: it must be between 0 and 65535",
        "headgate.retry.max-backoff, 1ms, must not be below headgate.retry.initial-backoff",
        "kafka.enable.auto.commit, true, can't be set",
        "kafka.max.poll.records, 5, can't be set"
    })
    void a_value_that_will_not_do_is_refused_in_one_line(String key, String value, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> argument(key, value))
                .satisfies(refusal -> assertThat(refusal.problems())
                        .singleElement()
                        .satisfies(problem -> assertThat(problem)
                                .startsWith(key + " (command line)")
                                .contains(message)
                                .hasLineCount(1)));
    }

    @Test
    void all_problems_are_told_at_once() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> load("headgate: {workers: 0, queue: {capacity: 1}}", Map.of(), Map.of(), Map.of()))
                .satisfies(refusal -> assertThat(refusal.problems()).hasSize(2));
    }
}
