package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.localkafka.LocalKafka;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class SimCommandTest {

    @SuppressWarnings("NullAway.Init")
    private static LocalKafka kafka;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void startKafka() {
        kafka = LocalKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    private int run(String... args) {
        CommandLine command = SimMain.commandLine();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(args);
    }

    private int runAtKafka(String... args) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-server", kafka.bootstrapServers()));
        all.addAll(List.of(args));
        return run(all.toArray(String[]::new));
    }

    private void assertOneLineOnStandardError(String... parts) {
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains(parts);
    }

    private static List<Stamp> stamps(String topic, int count) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "audit-" + topic,
                "auto.offset.reset",
                "earliest");
        List<Stamp> stamps = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (stamps.size() < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
                    stamps.add(Stamp.read(each.headers()).orElseThrow());
                }
            }
        }
        return stamps;
    }

    @Test
    void each_record_of_a_run_is_in_the_topic_once_with_its_stamp() {
        kafka.createTopic("payments", 3);
        int exit = runAtKafka("--topic", "payments", "--rate", "max", "--records", "5000", "--run-id", "run-7");
        assertThat(err.toString()).contains("Run run-7: sending to payments");
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("run run-7", "sent 5000, acked 5000, failed 0", "from intended send");
        List<Stamp> stamps = stamps("payments", 5_000);
        Set<Long> sequences = new HashSet<>(stamps.stream().map(Stamp::sequence).toList());
        assertThat(stamps)
                .hasSize(5_000)
                .allSatisfy(each -> assertThat(each.runId()).isEqualTo("run-7"));
        assertThat(sequences).hasSize(5_000);
    }

    @Test
    void a_topic_that_is_missing_is_named_together_with_the_option_that_creates_it() {
        assertThat(runAtKafka("--topic", "refunds", "--records", "1")).isEqualTo(1);
        assertOneLineOnStandardError("--topic refunds", kafka.bootstrapServers(), "--create-topic");
    }

    @Test
    void a_topic_is_created_on_request_and_stays_as_it_is_the_second_time() throws Exception {
        assertThat(runAtKafka("--topic", "orders", "--create-topic", "4,1", "--records", "1"))
                .isZero();
        assertThat(runAtKafka("--topic", "orders", "--create-topic", "2,1", "--records", "1"))
                .isZero();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(admin.describeTopics(List.of("orders")).allTopicNames().get())
                    .hasEntrySatisfying(
                            "orders", each -> assertThat(each.partitions()).hasSize(4));
        }
    }

    @Test
    void an_address_without_a_broker_ends_the_command_in_time() {
        int exit = run("--bootstrap-server", "127.0.0.1:1", "--connect-timeout", "500ms", "--topic", "payments");
        assertThat(exit).isEqualTo(1);
        assertOneLineOnStandardError("--bootstrap-server 127.0.0.1:1", "no broker answers within 500 ms");
    }

    @Test
    void credentials_that_the_broker_refuses_are_reported_without_the_password() {
        kafka.createTopic("guarded", 1);
        int exit = runAtKafka(
                "--topic",
                "guarded",
                "--command-property",
                "security.protocol=SASL_PLAINTEXT",
                "--command-property",
                "sasl.mechanism=PLAIN",
                "--command-property",
                "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"ann\""
                        + " password=\"hush\";");
        assertThat(exit).isEqualTo(1);
        assertOneLineOnStandardError("refuses the credentials", "SASL_PLAINTEXT", "--command-config");
        assertThat(err.toString()).doesNotContain("hush");
    }

    @Test
    void a_stack_trace_is_shown_only_when_asked_for() {
        assertThat(runAtKafka("--topic", "gone")).isEqualTo(1);
        assertOneLineOnStandardError("--topic gone: there is no such topic", "--create-topic");
        assertThat(runAtKafka("--topic", "gone", "--verbose")).isEqualTo(1);
        assertThat(err.toString()).contains("UnknownTopicOrPartitionException", "\tat ");
    }

    @Test
    void a_topic_that_the_broker_cannot_create_is_reported_with_the_fix() {
        assertThat(runAtKafka("--topic", "wide", "--create-topic", "3,5")).isEqualTo(1);
        assertOneLineOnStandardError("--create-topic 3,5", "at most the number of brokers");
        err.getBuffer().setLength(0);
        assertThat(runAtKafka("--topic", "a b", "--create-topic", "3,1")).isEqualTo(1);
        assertOneLineOnStandardError("a b", "letters, digits");
    }

    @Test
    void an_address_that_is_none_is_refused() {
        assertThat(run("--bootstrap-server", "nowhere", "--topic", "payments")).isEqualTo(1);
        assertOneLineOnStandardError("--bootstrap-server nowhere", "host:port");
    }

    @Test
    void a_client_property_that_kafka_refuses_is_named_with_its_value() {
        assertThat(run("--topic", "payments", "--command-property", "acks=maybe"))
                .isEqualTo(1);
        assertOneLineOnStandardError("acks", "maybe", "--command-property");
    }

    @Test
    void a_file_of_client_properties_that_is_missing_is_named() {
        assertThat(run("--topic", "payments", "--command-config", "gone.properties"))
                .isEqualTo(1);
        assertOneLineOnStandardError("--command-config gone.properties", "no such file");
    }

    @Test
    void wrong_options_are_refused_in_one_line_with_option_value_and_fix() {
        assertThat(run("--topic", "payments", "--rate", "-5")).isEqualTo(2);
        assertOneLineOnStandardError("'--rate'", "'-5'", "above 0");
        err.getBuffer().setLength(0);
        assertThat(run("--topic", "payments", "--duration", "soon")).isEqualTo(2);
        assertOneLineOnStandardError("'--duration'", "'soon'", "30s");
        err.getBuffer().setLength(0);
        assertThat(run("--topic", "payments", "--payload-size", "-1")).isEqualTo(2);
        assertOneLineOnStandardError("--payload-size must be 0 to 100000000 bytes, not -1");
        err.getBuffer().setLength(0);
        assertThat(run("--topic", "payments", "--create-topic", "12")).isEqualTo(2);
        assertOneLineOnStandardError("'--create-topic'", "'12'", "12,3");
    }

    @Test
    void records_that_the_brokers_never_acknowledge_are_failed_and_the_exit_code_says_so() {
        kafka.createTopic("large", 1);
        int exit = runAtKafka("--topic", "large", "--payload-size", "3000000", "--records", "2");
        assertThat(exit).isEqualTo(1);
        assertThat(out.toString()).contains("sent 2, acked 0, failed 2", "first error: RecordTooLargeException");
    }

    @Test
    void help_has_examples() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Examples:", "--rate 500 --duration 30s");
    }

    @Test
    void a_termination_signal_ends_the_run_with_its_summary_and_exit_code_zero() throws Exception {
        kafka.createTopic("endless", 1);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimMain.class.getName(),
                        "--bootstrap-server",
                        kafka.bootstrapServers(),
                        "--topic",
                        "endless")
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
        try {
            assertThat(process.errorReader(UTF_8).readLine()).contains("Ctrl-C ends it");
            assertThat(stamps("endless", 1)).isNotEmpty();
            // Unlike destroy() of the process, it leaves the streams open.
            process.toHandle().destroy();
            assertThat(process.inputReader(UTF_8).readAllAsString()).contains("failed 0 records");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
