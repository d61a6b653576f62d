package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.config.ConfigLoader;
import dev.headgate.config.ConfigSources;
import dev.headgate.localkafka.LocalKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What plug-ins of the Kafka clients need reaches all of them: a login that a config provider looks up, so that a client
 * without it is refused by the broker, and a reporter with a property of its own.
 */
@Tag("broker")
@Timeout(120)
class EveryClientTest {
    private static final int RECORDS = 5;

    @TempDir
    private Path directory;

    private String properties(LocalKafka kafka, String prefix) throws IOException {
        Path secrets = Files.writeString(
                directory.resolve("secrets.properties"),
                "jaas=org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " username=\"ann\" password=\"let$$ers${x\";\n");
        return """
            %1$sbootstrap.servers=%2$s
            %1$ssecurity.protocol=SASL_PLAINTEXT
            %1$ssasl.mechanism=PLAIN
            %1$ssasl.jaas.config=${file:%3$s:jaas}
            %1$sconfig.providers=file
            %1$sconfig.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
            %1$smetric.reporters=%4$s
            %1$sacme.region=eu-1
            """.formatted(prefix, kafka.bootstrapServers(), secrets, RecordingReporter.class.getName());
    }

    private Path file(LocalKafka kafka) throws IOException {
        return Files.writeString(directory.resolve("headgate.properties"), properties(kafka, "kafka.") + """
            kafka.group.id=g
            headgate.topics=orders
            headgate.handler.name=identity
            headgate.sink.name=kafka
            headgate.sink.options.topic=done
            headgate.failure.policy=dead-letter
            headgate.dead-letter.topic=dead
            headgate.admin.port=0
            """);
    }

    private static void produce(LocalKafka kafka) {
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var _ = producer.send(new ProducerRecord<>("orders", new byte[] {1}));
            }
        }
    }

    @BeforeEach
    void forget() {
        RecordingReporter.REGIONS.clear();
    }

    @Test
    void plug_ins_and_config_providers_work_in_every_client() throws Exception {
        try (LocalKafka kafka = LocalKafka.builder().login("ann", "let$$ers${x").start()) {
            kafka.createTopic("orders", 1);
            kafka.createTopic("done", 1);
            kafka.createTopic("dead", 1);
            produce(kafka);
            Path file = file(kafka);
            for (String guarantee : new String[] {"at-least-once", "exactly-once"}) {
                RecordingReporter.REGIONS.clear();
                try (Application application = Application.start(ConfigLoader.load(ConfigSources.of(
                        Optional.of(file),
                        Map.of(),
                        new Properties(),
                        Map.of("headgate.guarantee", guarantee, "kafka.group.id", guarantee))))) {
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> application
                                            .engine()
                                            .snapshot()
                                            .counters()
                                            .records()
                                            .acked()
                                    == RECORDS);
                }
                assertThat(RecordingReporter.REGIONS)
                        .as(guarantee)
                        .isEqualTo(Map.of(
                                "kafka.consumer", "eu-1",
                                "kafka.producer", "eu-1",
                                "kafka.admin.client", "eu-1"));
            }
            commands(kafka, file);
        }
    }

    private void commands(LocalKafka kafka, Path file) throws IOException {
        CommandRun lag = CommandRun.of("lag", "--config=" + file);
        assertThat(lag.exitCode()).as(lag.err()).isZero();
        for (String how : new String[] {"--dry-run", "--limit=1", "--exactly-once"}) {
            CommandRun redrive = CommandRun.of("redrive", "--config=" + file, how);
            assertThat(redrive.exitCode()).as(redrive.err()).isZero();
        }
        Path clients = Files.writeString(directory.resolve("clients.properties"), properties(kafka, ""));
        CommandRun audit = CommandRun.of(
                "audit",
                "--bootstrap-server=" + kafka.bootstrapServers(),
                "--command-config=" + clients,
                "--input=orders",
                "--output=done",
                "--state-dir=" + directory.resolve("state"));
        assertThat(audit.out()).as(audit.err()).contains("records have no identity");
        assertThat(RecordingReporter.REGIONS.values()).containsOnly("eu-1");
    }
}
