package dev.headgate.localkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("process")
@Timeout(90)
class LocalKafkaClusterTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void a_killed_node_comes_back_on_its_port_with_its_records() throws Exception {
        Path directory;
        long lastPid;
        try (LocalKafkaCluster kafka = LocalKafka.builder().startProcesses()) {
            directory = kafka.directory();
            String address = kafka.bootstrapServers();
            kafka.createTopic("payments", 1);
            Records.produce(address, "payments", "a", "b");

            long firstPid = kafka.pid(1);
            kafka.kill(1);
            assertThat(kafka.isRunning(1)).isFalse();
            assertThat(answers(address)).isFalse();

            kafka.start(1);
            lastPid = kafka.pid(1);
            assertThat(lastPid).isNotEqualTo(firstPid);
            assertThat(kafka.bootstrapServers()).isEqualTo(address);
            assertThat(Records.consume(address, "payments", 2, LIMIT)).containsExactly("a", "b");
        }
        assertThat(ProcessHandle.of(lastPid)).isEmpty();
        assertThat(directory).doesNotExist();
    }

    @Test
    void a_paused_node_stops_answering_until_it_is_resumed() {
        try (LocalKafkaCluster kafka = LocalKafka.builder().startProcesses()) {
            assertThatThrownBy(() -> kafka.pause(4))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("there is no node 4: the nodes are 1 to 1");
            String address = kafka.bootstrapServers(1);
            assertThat(answers(address)).isTrue();
            kafka.pause(1);
            assertThat(answers(address)).isFalse();
            assertThat(kafka.isRunning(1)).isTrue();
            kafka.resume(1);
            await().atMost(LIMIT).until(() -> answers(address));
        }
    }

    @Test
    void three_nodes_go_on_when_one_is_stopped_and_when_one_is_killed() throws Exception {
        try (LocalKafkaCluster kafka = LocalKafka.builder().nodes(3).startProcesses()) {
            kafka.createTopic("payments", 3);
            kafka.stop(2);
            assertThat(kafka.isRunning(2)).isFalse();
            assertThat(kafka.logFile(2)).content().contains("[BrokerServer id=2] shut down completed");
            Records.produce(kafka.bootstrapServers(), "payments", "a");
            kafka.start(2);
            kafka.kill(3);
            Records.produce(kafka.bootstrapServers(), "payments", "b");
            assertThat(Records.consume(kafka.bootstrapServers(), "payments", 2, LIMIT))
                    .containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void a_node_that_cannot_start_says_why() {
        assertThatThrownBy(() ->
                        LocalKafka.builder().property("num.partitions", "many").startProcesses())
                .isInstanceOf(LocalKafkaException.class)
                .hasMessageContaining("many")
                .hasMessageContaining("num.partitions");
    }

    private static boolean answers(String address) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                address,
                "request.timeout.ms",
                1_000,
                "default.api.timeout.ms",
                1_000,
                "retries",
                0);
        try (Admin admin = Admin.create(config)) {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (Exception e) {
            return false;
        }
    }
}
