package dev.headgate.olderkafka;

import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/**
 * One broker of an older version, formatted and started by that version's own programs, on the class path that Maven resolved in
 * {@code older-kafka}. It does not outlive this JVM.
 */
final class OlderBroker implements AutoCloseable {
    private static final Path VERSIONS = Path.of("..", "older-kafka");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** The input of the shell ends with this JVM, however that ends. */
    private static final String WITH_ITS_PARENT = "\"$@\" & read -r _; kill -KILL $!";

    private final Path directory;
    private final String classPath;
    private final String bootstrap;
    private final Process shell;
    private final AtomicInteger topics = new AtomicInteger();

    /**
     * Waits until it serves.
     *
     * @param version such as 4.0
     */
    OlderBroker(String version, Path directory) throws IOException, InterruptedException {
        Path file = VERSIONS.resolve("kafka-" + version).resolve("target").resolve("classpath");
        if (!Files.exists(file)) {
            throw new IllegalStateException(file.toAbsolutePath().normalize()
                    + " is not there: mvn generate-test-resources writes it, in processor/older-kafka");
        }
        this.directory = directory;
        classPath = Files.readString(file).strip();
        int port = freePort();
        bootstrap = "127.0.0.1:" + port;
        String properties = write(properties(port, freePort())).toString();
        run("kafka.tools.StorageTool", "format", "-t", Uuid.randomUuid().toString(), "-c", properties);
        List<String> command = new ArrayList<>(List.of("sh", "-c", WITH_ITS_PARENT, "sh"));
        command.addAll(java("kafka.Kafka", properties));
        shell = process(command).start();
        try {
            await().atMost(START_LIMIT).ignoreExceptions().until(this::serves);
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException("the older broker did not start; its log:\n" + Files.readString(log()), e);
        }
    }

    String bootstrapServers() {
        return bootstrap;
    }

    /** What it was started from, as its own log tells it, such as 4.0.2. */
    String version() throws IOException {
        return Pattern.compile("Kafka version: (\\S+)")
                .matcher(Files.readString(log()))
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElse("unknown");
    }

    /** A new topic; its name is also fit for a group. */
    String newTopic(int partitions) throws ExecutionException, InterruptedException {
        String topic = "topic-" + topics.incrementAndGet();
        try (Admin admin = TestKafka.admin(bootstrap)) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
            // The controller has it before the broker.
            await().ignoreExceptions()
                    .until(() -> admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .containsKey(topic));
        }
        return topic;
    }

    /** Kills it. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            if (!shell.waitFor(10, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean serves() throws ExecutionException, InterruptedException {
        try (Admin admin = TestKafka.admin(bootstrap)) {
            return admin.describeCluster().nodes().get().size() == 1;
        }
    }

    private void run(String main, String... arguments) throws IOException, InterruptedException {
        Process process = process(java(main, arguments)).start();
        if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(main + " failed; its log:\n" + Files.readString(log()));
        }
    }

    private List<String> java(String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + directory.resolve("logback.xml"),
                "-cp",
                classPath,
                main));
        command.addAll(List.of(arguments));
        return command;
    }

    private ProcessBuilder process(List<String> command) throws IOException {
        Files.writeString(directory.resolve("logback.xml"), """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %level %logger{36} - %msg%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="out"/></root>
            </configuration>
            """);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    }

    private Path log() {
        return directory.resolve("broker.log");
    }

    private Path write(Map<String, String> broker) throws IOException {
        Properties properties = new Properties();
        properties.putAll(broker);
        Path file = directory.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            properties.store(writer, null);
        }
        return file;
    }

    private Map<String, String> properties(int port, int controllerPort) {
        return Map.ofEntries(
                Map.entry("node.id", "1"),
                Map.entry("process.roles", "broker,controller"),
                Map.entry("listeners", "PLAINTEXT://" + bootstrap + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("log.dirs", directory.resolve("data").toString()),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("group.min.session.timeout.ms", "100"),
                Map.entry("group.consumer.min.heartbeat.interval.ms", "50"),
                Map.entry("group.consumer.heartbeat.interval.ms", "500"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
