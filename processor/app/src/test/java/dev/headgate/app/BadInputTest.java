package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.localkafka.LocalKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new user may get wrong: each gets one clear line and an exit code, and nothing is lost. */
@Tag("broker")
@Tag("process")
@Timeout(60)
class BadInputTest {
    @TempDir
    private Path directory;

    private CommandRun run(String topic, String... more) throws IOException {
        Path usual = directory.resolve("usual.properties");
        Files.writeString(usual, "kafka.bootstrap.servers=" + TestKafka.bootstrapServers());
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--config=" + usual,
                "--group=" + topic,
                "--topic=" + topic,
                "--set=headgate.admin.port=0",
                "--set=headgate.sink.name=log"));
        arguments.addAll(Arrays.asList(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void no_broker_at_the_address() throws IOException {
        int nobody = freePort();
        run(
                        "orders",
                        "--set=kafka.bootstrap.servers=localhost:" + nobody,
                        "--set=kafka.default.api.timeout.ms=1000",
                        "--set=kafka.request.timeout.ms=1000")
                .failsWithOneLine("no Kafka broker answers", "localhost:" + nobody, "kafka.bootstrap.servers");
    }

    @Test
    void a_sink_topic_that_is_consumed_too() throws IOException {
        String topic = TestKafka.newTopic(1);
        run(topic, "--set=headgate.sink.name=kafka", "--set=headgate.sink.options.topic=" + topic)
                .failsWithOneLine("'" + topic + "' is consumed", "headgate.sink.options.topic", "headgate.topics");
    }

    @Test
    void a_dead_letter_topic_that_is_consumed_too() throws IOException {
        String topic = TestKafka.newTopic(1);
        run(topic, "--set=headgate.failure.policy=dead-letter", "--set=headgate.dead-letter.topic=" + topic)
                .failsWithOneLine("'" + topic + "' is consumed", "headgate.dead-letter.topic", "headgate.topics");
    }

    @Test
    void a_host_that_does_not_exist() throws IOException {
        run("orders", "--set=kafka.bootstrap.servers=no-such-host.invalid:9092")
                .failsWithOneLine("no-such-host.invalid:9092", "bootstrap.servers");
    }

    @Test
    void an_unknown_key_with_the_nearest_one() throws IOException {
        run("orders", "--set=headgate.queue.capasity=10")
                .failsWithOneLine("headgate.queue.capasity", "command line", "headgate.queue.capacity");
    }

    @ParameterizedTest
    @CsvSource({
        "headgate.topics, orders-.*, patterns are not taken",
        "kafka.group.id, '', must not be empty",
        "kafka.group.instance.id, a b, must have 1 to 249 of the characters",
        "kafka.session.timeout.ms, -1, must not be negative",
        "kafka.heartbeat.interval.ms, 60000, above kafka.heartbeat.interval.ms",
        "kafka.partition.assignment.strategy, com.nowhere.Assignor, there is no class",
        "kafka.partition.assignment.strategy, java.lang.String, 'String'",
        "kafka.interceptor.classes, com.nowhere.Interceptor, there is no class",
        "kafka.interceptor.classes, java.lang.String, 'String'",
        "kafka.metric.reporters, java.lang.String, 'String'",
        "kafka.sasl.login.callback.handler.class, com.nowhere.Login, com.nowhere.Login",
        "kafka.isolation.level, committed, read_committed",
        "kafka.group.protocol, klassic, CLASSIC",
        "kafka.security.protocol, TLS, SASL_SSL",
        "kafka.ssl.truststore.location, /nowhere/trust.jks, /nowhere/trust.jks",
        "kafka.groupid, g, the nearest is kafka.group.id",
        "headgate.admin.enabled, tru, true or false",
        "headgate.admin.host, '', is empty",
        "headgate.value.format, json, none is spelled like it",
        "headgate.dead-letter.topic, dead, has no effect",
        "headgate.transaction.interval, 50ms, has no effect",
        "kafka.bootstrap.servers, localhost, bootstrap.servers"
    })
    void a_value_that_will_not_do_is_told_with_its_own_key(String key, String value, String why) throws IOException {
        String topic = TestKafka.newTopic(1);
        List<String> more = new ArrayList<>(List.of("--set=" + key + "=" + value));
        if (key.contains(".ssl.")) {
            more.add("--set=kafka.security.protocol=SSL");
        }
        Path usual = directory.resolve("usual.properties");
        Files.writeString(usual, "kafka.bootstrap.servers=" + TestKafka.bootstrapServers());
        List<String> arguments = new ArrayList<>(List.of("run", "--config=" + usual, "--set=headgate.sink.name=log"));
        Map.of("headgate.topics", topic, "kafka.group.id", topic, "headgate.admin.port", "0")
                .forEach((name, usually) -> {
                    if (!name.equals(key)) {
                        arguments.add("--set=" + name + "=" + usually);
                    }
                });
        arguments.addAll(more);
        CommandRun result = CommandRun.of(arguments.toArray(String[]::new)).failsWithOneLine(key, why);
        if (!key.equals("kafka.bootstrap.servers")) {
            assertThat(result.err()).doesNotContain("bootstrap.servers");
        }
    }

    @Test
    void a_blank_after_a_comma_makes_two_topics() throws Exception {
        String first = TestKafka.newTopic(1);
        String second = TestKafka.newTopic(1);
        TestKafka.produce(first, 3, 1);
        TestKafka.produce(second, 3, 1);
        try (ProcessorProcess process = ProcessorProcess.start(
                directory.resolve("log"),
                first,
                "--topic= " + first + ", " + second + " ",
                "--set=headgate.sink.name=log")) {
            await().atMost(Duration.ofSeconds(30))
                    .failFast(process.log(), () -> !process.isAlive())
                    .until(() -> TestKafka.committedTotal(first) == 6);
            assertThat(process.terminate()).as(process.log()).isZero();
        }
    }

    @Test
    void a_queue_of_0() throws IOException {
        run("orders", "--set=headgate.queue.capacity=0")
                .failsWithOneLine("headgate.queue.capacity", "is 0", "at least 2");
    }

    @Test
    void a_number_that_is_none() throws IOException {
        run("orders", "--set=headgate.workers=many").failsWithOneLine("headgate.workers", "'many'");
    }

    @Test
    void a_client_property_that_the_engine_owns() throws IOException {
        run("orders", "--set=kafka.enable.auto.commit=true")
                .failsWithOneLine("kafka.enable.auto.commit", "can't be set", "acknowledged");
    }

    @Test
    void a_topic_that_is_missing() throws IOException {
        run("no-such-topic").failsWithOneLine("headgate.topics", "'no-such-topic'", "create it");
    }

    @Test
    void a_sink_that_is_missing() throws IOException {
        String topic = TestKafka.newTopic(1);
        run(topic, "--set=headgate.sink.name=kafak").failsWithOneLine("headgate.sink.name", "'kafak'", "kafka, log");
    }

    @Test
    void batches_for_a_handler_that_takes_records_one_by_one() throws IOException {
        String topic = TestKafka.newTopic(1);
        for (String key : List.of("size=10", "linger=1s", "bytes=1MiB", "per=key")) {
            run(topic, "--set=headgate.batch." + key)
                    .failsWithOneLine("headgate.batch." + key.split("=", 2)[0], "identity", "one by one", "joining");
        }
    }

    @Test
    void a_batch_that_can_never_be_full() throws IOException {
        run("orders", "--set=headgate.batch.size=101", "--set=headgate.queue.capacity=100")
                .failsWithOneLine("headgate.batch.size", "101", "headgate.queue.capacity, 100");
        run("orders", "--set=headgate.batch.size=0").failsWithOneLine("headgate.batch.size", "is 0", "at least 1");
        run("orders", "--set=headgate.batch.bytes=0").failsWithOneLine("headgate.batch.bytes", "is 0", "at least 1");
        run("orders", "--set=headgate.batch.per=order").failsWithOneLine("headgate.batch.per", "order");
    }

    @Test
    void batches_per_key_without_an_order() throws IOException {
        run("orders", "--set=headgate.batch.per=key", "--set=headgate.ordering=unordered")
                .failsWithOneLine("headgate.batch.per", "headgate.ordering");
    }

    @Test
    void exactly_once_with_a_sink_without_transactions() throws IOException {
        run("orders", "--set=headgate.guarantee=exactly-once", "--set=headgate.sink.name=log")
                .failsWithOneLine("headgate.guarantee", "headgate.sink.name is log", "at-least-once");
    }

    @Test
    void a_dead_letter_topic_that_nobody_named() throws IOException {
        run("orders", "--set=headgate.failure.policy=dead-letter")
                .failsWithOneLine("headgate.dead-letter.topic is missing");
    }

    @Test
    void a_configuration_file_that_is_missing_or_broken() throws IOException {
        CommandRun.of("run", "--config=" + directory.resolve("nowhere.yaml")).failsWithOneLine("nowhere.yaml");
        Path broken = Files.writeString(directory.resolve("broken.yaml"), "headgate:\n  workers: [1\n");
        CommandRun.of("run", "--config=" + broken).failsWithOneLine("broken.yaml", "YAML");
    }

    @Test
    void a_port_in_use() throws IOException {
        String topic = TestKafka.newTopic(1);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run(topic, "--set=headgate.admin.host=localhost", "--set=headgate.admin.port=" + taken.getLocalPort())
                    .failsWithOneLine("headgate.admin.port " + taken.getLocalPort(), "choose another");
        }
    }

    @Test
    void wrong_credentials_without_showing_them() throws IOException {
        Path secrets = directory.resolve("secrets.properties");
        Files.writeString(
                secrets,
                "kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " username=\"ann\" password=\"guessed\";");
        try (LocalKafka kafka = LocalKafka.builder().login("ann", "letters").start()) {
            CommandRun result = CommandRun.of(
                    "run",
                    "--config=" + secrets,
                    "--bootstrap-server=" + kafka.bootstrapServers(),
                    "--group=g",
                    "--topic=orders",
                    "--set=headgate.sink.name=log",
                    "--set=kafka.security.protocol=SASL_PLAINTEXT",
                    "--set=kafka.sasl.mechanism=PLAIN");
            result.failsWithOneLine("refused the credentials", "kafka.sasl.jaas.config");
            assertThat(result.err()).doesNotContain("guessed");
        }
    }

    @Test
    void a_secret_among_the_arguments_where_everybody_can_read_it() throws IOException {
        CommandRun result = run("orders", "--set=kafka.ssl.truststore.password=guessed");
        result.failsWithOneLine("kafka.ssl.truststore.password", "KAFKA_SSL_TRUSTSTORE_PASSWORD");
        assertThat(result.err()).doesNotContain("guessed");
    }

    @Test
    void what_would_steer_a_terminal_is_not_repeated_to_it() throws IOException {
        CommandRun result = run("orders", "--set=headgate.workers=\u001b[2J\u202emany");
        result.failsWithOneLine("headgate.workers", "many");
        assertThat(result.err()).doesNotContain("\u001b", "\u202e");
    }

    @Test
    void wrong_arguments_are_exit_code_2() {
        CommandRun result = CommandRun.of("run", "--worker=3");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("--worker=3", "headgate run --help");
    }

    @Test
    void a_poison_record_halts_with_its_place_and_is_not_committed() throws Exception {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 10, 10);
        run(
                        topic,
                        "--set=headgate.sink.name=poisoned",
                        "--set=headgate.sink.options.poison=6",
                        "--set=headgate.retry.max-attempts=2",
                        "--set=headgate.retry.initial-backoff=1ms")
                .failsWithOneLine(topic + "-0@6", "poison", "halt");
        assertThat(TestKafka.committedTotal(topic)).isLessThanOrEqualTo(6);
    }

    @Test
    void a_record_of_10_MB_a_null_key_and_a_null_value_pass_through_a_small_queue() throws Exception {
        String topic = TestKafka.newTopic(Map.of("max.message.bytes", "20000000"));
        try (Producer<byte[], byte[]> producer =
                TestKafka.producer(Map.of("max.request.size", "20000000", "buffer.memory", "40000000"))) {
            producer.send(new ProducerRecord<>(topic, TestKafka.bytes("key"), new byte[10_000_000]))
                    .get(20, TimeUnit.SECONDS);
            producer.send(new ProducerRecord<>(topic, null, TestKafka.bytes("no key")))
                    .get(20, TimeUnit.SECONDS);
            producer.send(new ProducerRecord<>(topic, TestKafka.bytes("no value"), null))
                    .get(20, TimeUnit.SECONDS);
            producer.send(new ProducerRecord<>(topic, null, null)).get(20, TimeUnit.SECONDS);
        }
        try (ProcessorProcess process = ProcessorProcess.start(
                directory.resolve("log"), topic, "--set=headgate.queue.bytes=1MiB", "--set=headgate.sink.name=log")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> TestKafka.committedTotal(topic) == 4);
            assertThat(process.terminate()).as(process.log()).isZero();
        }
    }

    @Test
    void a_batch_handler_of_the_class_path_gets_batches_as_configured() throws Exception {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 10, 2);
        try (ProcessorProcess process = ProcessorProcess.start(
                directory.resolve("log"),
                topic,
                "--set=headgate.handler.name=joining",
                "--set=headgate.handler.options.separator=+",
                "--set=headgate.batch.size=3",
                "--set=headgate.batch.linger=200ms",
                "--set=headgate.batch.bytes=1KiB",
                "--set=headgate.batch.per=key",
                "--set=headgate.sink.name=log",
                "--set=headgate.sink.options.payload=true")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> TestKafka.committedTotal(topic) == 10);
            assertThat(process.terminate()).as(process.log()).isZero();
            assertThat(process.log()).contains("0+2+4", "6+8", "1+3+5", "7+9");
        }
    }

    @Test
    void a_second_signal_ends_at_once() throws Exception {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 100, 10);
        try (ProcessorProcess process = ProcessorProcess.start(
                directory.resolve("log"),
                topic,
                "--set=headgate.sink.name=poisoned",
                "--set=headgate.sink.options.blocks=true")) {
            await().atMost(Duration.ofSeconds(30)).until(() -> process.log().contains("holding on to"));
            CompletableFuture<Integer> end = CompletableFuture.supplyAsync(process::awaitExit);
            process.signal();
            await().atMost(Duration.ofSeconds(20)).until(() -> process.log().contains("records in flight"));
            assertThat(end).isNotDone();
            process.signal();
            assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(130);
        }
        assertThat(TestKafka.committedTotal(topic)).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
