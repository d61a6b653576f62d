package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Needed;
import dev.headgate.TestKafka;
import dev.headgate.app.ProcessorProcess;
import dev.headgate.localkafka.LocalKafka;
import dev.headgate.localkafka.LocalKafkaCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The machine runs out of something, or its clock out of step. */
@Tag("broker")
@Tag("process")
@Timeout(200)
class MachineFaultsTest {
    @TempDir
    private Path directory;

    private static boolean did(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private ProcessorProcess start(
            String input, String output, List<String> jvm, Map<String, String> environment, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--bootstrap-server=" + TestKafka.bootstrapServers(),
                "--group=" + input,
                "--topic=" + input,
                "--set=headgate.admin.enabled=false",
                "--set=headgate.sink.name=kafka",
                "--set=headgate.sink.options.topic=" + output));
        arguments.addAll(List.of(more));
        return ProcessorProcess.command(directory.resolve("processor.log"), jvm, arguments, environment);
    }

    private static List<String> values(String topic) throws Exception {
        return new BrokerView(TestKafka.bootstrapServers(), topic)
                .read("read_uncommitted").stream()
                        .map(record -> TestKafka.text(record.key()) + "=" + TestKafka.text(record.value()))
                        .sorted()
                        .toList();
    }

    @Test
    void a_brokers_disk_full_ends_that_broker_and_loses_nothing() throws Exception {
        // The data alone: the node's log beside it has to say how the node ended.
        Path disk = Files.createDirectories(directory.resolve("cluster/node-1/data"));
        Needed.assumeThere(
                did("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()), "root, to mount a small disk");
        try (LocalKafkaCluster cluster = LocalKafka.builder()
                .nodes(3)
                .directory(directory.resolve("cluster"))
                .jvmOption("-Xmx300m")
                .startProcesses()) {
            cluster.createTopic("orders", 6);
            try (FaultRun run =
                    FaultRun.given(cluster.bootstrapServers(), "orders").with(builder -> builder.handlerRate(1_000))) {
                run.produce(4_000).join();
                run.awaitDelivered(100);
                fill(disk.resolve("filler"));
                FaultRun.awaitThat("node 1 is gone", () -> {
                    run.produce(100);
                    return !cluster.isRunning(1);
                });
                // A write of the log is refused; one into a mapped index, whose pages have no place either, is a
                // SIGBUS.
                assertThat(Files.readString(cluster.logFile(1)))
                        .containsAnyOf("No space left on device", "InternalError: a fault occurred");
                Files.delete(disk.resolve("filler"));
                cluster.start(1);
                run.produce(100);
                run.thenNothingIsLost();
            }
        } finally {
            assertThat(did("umount", "-l", disk.toString())).isTrue();
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void a_heap_much_smaller_than_the_backlog_is_enough() throws Exception {
        String input = TestKafka.newTopic(4);
        String output = TestKafka.newTopic(4);
        int records = 400;
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of())) {
            for (int i = 0; i < records; i++) {
                byte[] value = new byte[900_000];
                value[0] = (byte) i;
                var _ = producer.send(new ProducerRecord<>(input, FaultRun.bytes("key-" + i), value));
            }
        }
        try (ProcessorProcess processor = start(
                input,
                output,
                List.of("-Xmx80m", "-XX:+ExitOnOutOfMemoryError"),
                Map.of(),
                "--set=headgate.queue.bytes=16MiB",
                "--set=headgate.handler.rate=50",
                "--set=headgate.sink.options.producer.buffer.memory=8388608",
                "--set=kafka.fetch.max.bytes=4194304")) {
            BrokerView group = new BrokerView(TestKafka.bootstrapServers(), input);
            FaultRun.awaitThat("all committed", () -> {
                assertThat(processor.isAlive()).as(processor.log()).isTrue();
                return group.total() == records;
            });
            assertThat(processor.terminate()).as(processor.log()).isZero();
            assertThat(processor.log()).doesNotContain("OutOfMemoryError");
        }
        List<ConsumerRecord<byte[], byte[]>> delivered =
                new BrokerView(TestKafka.bootstrapServers(), output).read("read_uncommitted");
        assertThat(delivered).hasSize(records).allMatch(record -> record.value().length == 900_000);
        assertThat(delivered.stream()
                        .map(record -> TestKafka.text(record.key()))
                        .collect(Collectors.toSet()))
                .hasSize(records);
    }

    private static Optional<Path> libfaketime() {
        return Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
                .map(each -> Path.of(each, "faketime", "libfaketimeMT.so.1"))
                .filter(Files::exists)
                .findFirst();
    }

    /** Half an hour ahead (a broker takes no timestamp an hour ahead), then an hour behind, by libfaketime: what the JVM takes for the time of day, and not its monotonic clock. */
    @Test
    void a_clock_that_jumps_forth_and_back_stops_no_commit_no_retry_and_loses_nothing() throws Exception {
        Optional<Path> library = libfaketime();
        Needed.assumeThere(library.isPresent(), "libfaketime", "libfaketime");
        String input = TestKafka.newTopic(4);
        String output = TestKafka.newTopic(4);
        Path offset = Files.writeString(directory.resolve("offset"), "+0\n");
        Map<String, String> faked = Map.of(
                "LD_PRELOAD",
                library.orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE",
                offset.toString(),
                "FAKETIME_NO_CACHE",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1");
        BrokerView group = new BrokerView(TestKafka.bootstrapServers(), input);
        try (ProcessorProcess processor =
                start(input, output, List.of(), faked, "--set=headgate.sink.options.timestamp=now")) {
            for (String jump : List.of("+0", "+30m", "-1h")) {
                Files.writeString(offset, jump + "\n");
                long before = Math.max(0, group.total());
                TestKafka.produce(input, 1_000, 50);
                FaultRun.awaitThat("committed after " + jump, () -> group.total() == before + 1_000);
            }
            assertThat(processor.terminate()).as(processor.log()).isZero();
        }
        List<Long> halfHours = new BrokerView(TestKafka.bootstrapServers(), output)
                .read("read_uncommitted").stream()
                        .map(record -> Math.round((record.timestamp() - System.currentTimeMillis()) / 1_800_000.0))
                        .distinct()
                        .toList();
        assertThat(halfHours).as("the processor's clock did jump").containsExactlyInAnyOrder(0L, 1L, -2L);
        // The client's own deadlines are by that clock: the group may take the member for gone, and what it had comes
        // again.
        List<String> lost = new ArrayList<>(values(input));
        values(output).forEach(lost::remove);
        assertThat(lost).as("lost").isEmpty();
    }
}
