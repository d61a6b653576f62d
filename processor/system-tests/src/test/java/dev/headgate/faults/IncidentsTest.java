package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.TestKafka;
import dev.headgate.app.ProcessorProcess;
import dev.headgate.dashboard.Frame;
import dev.headgate.dashboard.Level;
import dev.headgate.dashboard.Verdict;
import dev.headgate.localkafka.LocalKafka;
import dev.headgate.localkafka.LocalKafkaCluster;
import dev.headgate.top.StateClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the engineer on call reads while something is wrong: one true sentence, soon, and never green where nothing moves. */
@Tag("broker")
@Tag("process")
@Timeout(200)
class IncidentsTest {
    private static final Duration SESSION = Duration.ofSeconds(8);

    @TempDir
    private Path directory;

    private final StateClient client = new StateClient();

    @AfterEach
    void close() {
        client.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private ProcessorProcess start(String servers, int port) {
        return ProcessorProcess.command(
                directory.resolve("processor.log"),
                List.of(
                        "run",
                        "--bootstrap-server=" + servers,
                        "--group=billing",
                        "--topic=orders",
                        "--set=headgate.admin.port=" + port,
                        "--set=headgate.sink.name=blackhole",
                        "--set=kafka.session.timeout.ms=" + SESSION.toMillis(),
                        "--set=kafka.heartbeat.interval.ms=1000"));
    }

    /** Empty while the processor's endpoint doesn't answer. */
    private Optional<Verdict> verdict(int port) {
        try {
            return client.ask(URI.create("http://localhost:" + port))
                    .await()
                    .frame()
                    .map(Frame::verdict);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void awaitKeepingUp(int port) {
        FaultRun.awaitThat(
                "it keeps up",
                () -> verdict(port)
                        .filter(told ->
                                told.level() == Level.OK && told.headline().startsWith("Keeping up"))
                        .isPresent());
    }

    private static void produce(String servers, int records) {
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("bootstrap.servers", servers))) {
            for (int i = 0; i < records; i++) {
                var _ = producer.send(
                        new ProducerRecord<>("orders", FaultRun.bytes("key-" + i), FaultRun.bytes("" + i)));
            }
        }
    }

    /** It was "Keeping up" for a minute, and then idle, since other members of the group had all the partitions. */
    @Test
    void a_frozen_broker_is_told_as_kafka_that_does_not_answer_until_it_does() throws Exception {
        int port = freePort();
        try (LocalKafkaCluster cluster = LocalKafka.builder()
                .directory(directory.resolve("cluster"))
                .jvmOption("-Xmx300m")
                .startProcesses()) {
            cluster.createTopic("orders", 4);
            try (ProcessorProcess processor = start(cluster.bootstrapServers(), port)) {
                produce(cluster.bootstrapServers(), 500);
                awaitKeepingUp(port);
                cluster.pause(1);
                FaultRun.awaitThat("it is told", () -> isAway(port));
                // Beyond the session, so that the partitions are lost meanwhile.
                long until = System.nanoTime() + SESSION.multipliedBy(3).toNanos();
                while (System.nanoTime() - until < 0) {
                    assertThat(isAway(port))
                            .as(() -> verdict(port) + "\n" + processor.log())
                            .isTrue();
                    TimeUnit.MILLISECONDS.sleep(500);
                }
                cluster.resume(1);
                produce(cluster.bootstrapServers(), 500);
                awaitKeepingUp(port);
                assertThat(processor.terminate()).as(processor.log()).isZero();
            }
        }
    }

    private boolean isAway(int port) {
        return verdict(port)
                .filter(told -> told.level() == Level.BAD && told.headline().startsWith("Kafka has not answered for"))
                .isPresent();
    }
}
