package dev.headgate.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.app.ProcessorProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Codecs where nothing can be unpacked into the temporary directory, as in a container with Docker's tmpfs. */
@Tag("broker")
@Tag("process")
@Timeout(120)
class NativeLibrariesTest {
    private static final Path UNPACK = Tool.PROJECT.resolve("processor/container/unpack-natives");

    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    /** Nobody can write there, root included. */
    private static final String NOWHERE = "-Djava.io.tmpdir=/proc";

    @TempDir
    private Path directory;

    private final String input = TestKafka.newTopic(1);
    private final String output = TestKafka.newTopic(1);

    /** The jars that hold native libraries lie together, as in the image. */
    private List<String> unpacked() throws Exception {
        Path jars = Files.createDirectory(directory.resolve("app"));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            String name = jar.getFileName().toString();
            if (name.matches("(zstd-jni|snappy-java|lz4-java|rocksdbjni|jline-native)-.*\\.jar")) {
                Files.copy(jar, jars.resolve(name));
            }
        }
        ProcessBuilder unpack = new ProcessBuilder(
                        "sh",
                        UNPACK.toString(),
                        jars.toString(),
                        directory.resolve("native").toString())
                .redirectErrorStream(true);
        unpack.environment()
                .merge("PATH", Path.of(System.getProperty("java.home"), "bin") + ":", (path, jdk) -> jdk + path);
        Process process = unpack.start();
        String options = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(options).isZero();
        assertThat(directory.resolve("native").toFile().list()).hasSize(5);
        return options.lines().toList();
    }

    private void produceWithEachCodec() {
        CODECS.forEach(codec -> produceOne(input, codec));
    }

    private static void produceOne(String topic, String codec) {
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("compression.type", codec))) {
            var _ = producer.send(new ProducerRecord<>(topic, TestKafka.bytes(codec)));
        }
    }

    private ProcessorProcess start(List<String> options, String topic, String codec) throws IOException {
        List<String> jvm = new ArrayList<>(options);
        jvm.add(NOWHERE);
        return ProcessorProcess.command(
                directory.resolve(codec + ".log"),
                jvm,
                List.of(
                        "run",
                        "--bootstrap-server=" + TestKafka.bootstrapServers(),
                        "--group=" + topic,
                        "--topic=" + topic,
                        "--set=headgate.admin.enabled=false",
                        "--set=headgate.sink.name=kafka",
                        "--set=headgate.sink.options.topic=" + output,
                        "--set=headgate.sink.options.producer.compression.type=" + codec));
    }

    @Test
    void each_codec_is_read_and_written_where_nothing_can_be_unpacked() throws Exception {
        List<String> options = unpacked();
        produceWithEachCodec();
        int written = 0;
        for (String codec : List.of("zstd", "snappy", "lz4")) {
            try (ProcessorProcess processor = start(options, input, codec)) {
                written += codec.equals("zstd") ? CODECS.size() : 1;
                int expected = written;
                await(codec)
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> !processor.isAlive() || TestKafka.committedTotal(input) == expected);
                assertThat(TestKafka.committedTotal(input)).as(processor.log()).isEqualTo(expected);
                assertThat(processor.terminate()).as(processor.log()).isZero();
            }
            produceOne(input, "none");
        }
    }

    @Test
    void a_codec_that_can_not_be_unpacked_is_named_with_its_directory_and_the_records_stay() throws Exception {
        for (String codec : List.of("zstd", "snappy")) {
            String topic = TestKafka.newTopic(1);
            produceOne(topic, codec);
            try (ProcessorProcess processor = start(List.of(), topic, codec)) {
                assertThat(processor.awaitExit()).as(processor.log()).isEqualTo(1);
                assertThat(processor.log())
                        .contains("java.io.tmpdir, which is /proc")
                        .doesNotContain("seek past");
                assertThat(TestKafka.committedTotal(topic)).isZero();
            }
        }
    }
}
