package dev.headgate.localkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
@Timeout(60)
class LocalKafkaTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void a_started_broker_takes_a_record_and_gives_it_back_and_closing_removes_its_directory() throws Exception {
        Path directory;
        try (LocalKafka kafka = LocalKafka.start()) {
            directory = kafka.directory();
            assertThat(directory.resolve("node-1/data/meta.properties")).exists();
            kafka.createTopic("payments", 12);
            Records.produce(kafka.bootstrapServers(), "payments", "a", "b");
            assertThat(Records.consume(kafka.bootstrapServers(), "payments", 2, LIMIT))
                    .containsExactlyInAnyOrder("a", "b");
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void a_broker_with_a_login_lets_in_who_knows_it_and_nobody_else() throws Exception {
        try (LocalKafka kafka = LocalKafka.builder().login("ann", "letters").start()) {
            kafka.createTopic("payments", 1);
            try (Admin admin = Admin.create(kafka.clientProperties())) {
                assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS)).contains("payments");
            }
            Map<String, Object> stranger = new HashMap<>(kafka.clientProperties());
            stranger.computeIfPresent(
                    "sasl.jaas.config", (_, line) -> line.toString().replace("letters", "guessed"));
            try (Admin admin = Admin.create(stranger)) {
                assertThatThrownBy(() -> admin.listTopics().names().get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(SaslAuthenticationException.class);
            }
        }
    }

    @Test
    void three_nodes_keep_each_record_three_times() throws Exception {
        try (LocalKafka kafka = LocalKafka.builder().nodes(3).start()) {
            assertThat(kafka.bootstrapServers().split(",")).hasSize(3);
            kafka.createTopic("payments", 6);
            Records.produce(kafka.bootstrapServers(), "payments", "a");
            assertThat(Records.consume(kafka.bootstrapServers(), "payments", 1, LIMIT))
                    .containsExactly("a");
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                TopicDescription payments = admin.describeTopics(List.of("payments"))
                        .allTopicNames()
                        .get()
                        .getOrDefault("payments", new TopicDescription("missing", false, List.of()));
                assertThat(payments.partitions())
                        .hasSize(6)
                        .allSatisfy(
                                partition -> assertThat(partition.replicas()).hasSize(3));
            }
        }
    }

    @Test
    void a_given_directory_keeps_its_records_for_the_next_start(@TempDir Path directory) throws Exception {
        try (LocalKafka kafka = LocalKafka.builder().directory(directory).start()) {
            kafka.createTopic("payments", 1);
            Records.produce(kafka.bootstrapServers(), "payments", "a");
        }
        try (LocalKafka kafka = LocalKafka.builder().directory(directory).start()) {
            assertThat(Records.consume(kafka.bootstrapServers(), "payments", 1, LIMIT))
                    .containsExactly("a");
        }
    }

    @Test
    void a_port_in_use_is_named() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() ->
                            LocalKafka.builder().port(other.getLocalPort()).start())
                    .isInstanceOf(PortInUseException.class)
                    .hasMessage("port " + other.getLocalPort()
                            + " on 127.0.0.1 is in use: stop the process that holds it, or choose another port");
        }
    }

    @Test
    void a_property_with_a_wrong_value_is_named() {
        assertThatThrownBy(() ->
                        LocalKafka.builder().property("num.partitions", "many").start())
                .isInstanceOf(LocalKafkaException.class)
                .hasMessageContaining("many")
                .hasMessageContaining("num.partitions");
    }

    @Test
    void a_property_that_ties_the_nodes_together_is_refused() {
        assertThatThrownBy(() -> LocalKafka.builder().property("listeners", "PLAINTEXT://:9092"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("listeners");
    }

    @Test
    void a_topic_that_exists_already_is_named() {
        try (LocalKafka kafka = LocalKafka.start()) {
            kafka.createTopic("payments", 1);
            assertThatThrownBy(() -> kafka.createTopic("payments", 1))
                    .isInstanceOf(LocalKafkaException.class)
                    .hasMessageContaining("payments");
        }
    }
}
