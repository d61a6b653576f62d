package dev.headgate.sim.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.localkafka.LocalKafka;
import dev.headgate.sim.RecordChecksum;
import dev.headgate.sim.Stamp;
import dev.headgate.sim.StampHeaders;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("broker")
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
        assertThat(runAtKafka("--topic", "refunds", "--records", "1")).isEqualTo(2);
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
        assertThat(runAtKafka("--topic", "gone")).isEqualTo(2);
        assertOneLineOnStandardError("--topic gone: there is no such topic", "--create-topic");
        assertThat(runAtKafka("--topic", "gone", "--verbose")).isEqualTo(2);
        assertThat(err.toString()).contains("UnknownTopicOrPartitionException", "\tat ");
    }

    @Test
    void a_topic_that_the_broker_cannot_create_is_reported_with_the_fix() {
        assertThat(runAtKafka("--topic", "wide", "--create-topic", "3,5")).isEqualTo(2);
        assertOneLineOnStandardError("--create-topic 3,5", "at most the number of brokers");
        err.getBuffer().setLength(0);
        assertThat(runAtKafka("--topic", "a b", "--create-topic", "3,1")).isEqualTo(2);
        assertOneLineOnStandardError("a b", "letters, digits");
    }

    @Test
    void an_address_that_is_none_is_refused() {
        assertThat(run("--bootstrap-server", "nowhere", "--topic", "payments")).isEqualTo(2);
        assertOneLineOnStandardError("--bootstrap-server nowhere", "host:port");
    }

    @Test
    void a_client_property_that_kafka_refuses_is_named_with_its_value() {
        assertThat(run("--topic", "payments", "--command-property", "acks=maybe"))
                .isEqualTo(2);
        assertOneLineOnStandardError("acks", "maybe", "--command-property");
    }

    @Test
    void a_file_of_client_properties_that_is_missing_is_named() {
        assertThat(run("--topic", "payments", "--command-config", "gone.properties"))
                .isEqualTo(2);
        assertOneLineOnStandardError("--command-config gone.properties", "no such file");
    }

    @Test
    void wrong_options_are_refused_in_one_line_with_option_value_and_fix() {
        assertThat(run("--topic", "payments", "--rate", "-5")).isEqualTo(2);
        assertOneLineOnStandardError("--rate: '-5'", "above 0");
        err.getBuffer().setLength(0);
        assertThat(run("--topic", "payments", "--duration", "soon")).isEqualTo(2);
        assertOneLineOnStandardError("--duration: 'soon'", "30s");
        err.getBuffer().setLength(0);
        assertThat(run("--topic", "payments", "--payload-size", "-1")).isEqualTo(2);
        assertOneLineOnStandardError("--payload-size: '-1' is not a size", "10kB");
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

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic, String isolation, int count) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "look-" + isolation + topic,
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                isolation);
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (all.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    private static boolean has(ConsumerRecord<byte[], byte[]> record, String header) {
        return record.headers().lastHeader(header) != null;
    }

    @Test
    void faults_are_in_the_topic_as_marked_and_as_reported() {
        kafka.createTopic("faults", 3);
        assertThat(runAtKafka(
                        "--topic",
                        "faults",
                        "--rate",
                        "max",
                        "--records",
                        "3000",
                        "--poison",
                        "5%",
                        "--tombstones",
                        "5%",
                        "--duplicates",
                        "5%",
                        "--late",
                        "5%",
                        "--work-cost",
                        "1ms..2ms"))
                .isZero();
        List<ConsumerRecord<byte[], byte[]>> all = records("faults", "read_uncommitted", 3_000);
        assertThat(all).hasSize(3_000).allSatisfy(each -> {
            assertThat(RecordChecksum.matches(each.headers(), each.key(), each.value()))
                    .isTrue();
            assertThat(has(each, StampHeaders.COST)).isTrue();
        });
        List<ConsumerRecord<byte[], byte[]>> duplicates =
                all.stream().filter(each -> has(each, StampHeaders.DUPLICATE)).toList();
        Set<Long> originals = new HashSet<>();
        all.stream()
                .filter(each -> !has(each, StampHeaders.DUPLICATE))
                .forEach(each ->
                        originals.add(Stamp.read(each.headers()).orElseThrow().sequence()));
        assertThat(originals).hasSize(3_000 - duplicates.size());
        assertThat(duplicates)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(originals)
                        .contains(Stamp.read(each.headers()).orElseThrow().sequence()));
        long poison =
                all.stream().filter(each -> has(each, StampHeaders.POISON)).count();
        long tombstones = all.stream().filter(each -> each.value() == null).count();
        assertThat(poison).isPositive();
        assertThat(tombstones).isPositive();
        assertThat(out.toString())
                .contains(duplicates.size() + " duplicates", tombstones + " tombstones", poison + " poison", " late");
    }

    @Test
    void aborted_transactions_are_marked_and_only_seen_by_who_reads_uncommitted_records() {
        kafka.createTopic("transactions", 1);
        assertThat(runAtKafka(
                        "--topic",
                        "transactions",
                        "--rate",
                        "max",
                        "--records",
                        "1000",
                        "--transaction-size",
                        "50",
                        "--abort",
                        "40%"))
                .isZero();
        List<ConsumerRecord<byte[], byte[]>> all = records("transactions", "read_uncommitted", 1_000);
        long aborted =
                all.stream().filter(each -> has(each, StampHeaders.ABORTED)).count();
        assertThat(all).hasSize(1_000);
        assertThat(aborted).isBetween(50L, 950L);
        assertThat(out.toString()).contains("acked " + (1_000 - aborted), aborted + " aborted");
        assertThat(records("transactions", "read_committed", (int) (1_000 - aborted)))
                .hasSize((int) (1_000 - aborted))
                .noneMatch(each -> has(each, StampHeaders.ABORTED));
    }

    @Test
    void a_run_id_that_the_topic_has_already_is_refused() {
        kafka.createTopic("nightly", 2);
        String[] same = {"--topic", "nightly", "--run-id", "nightly-1", "--records", "10"};
        assertThat(runAtKafka(same)).isZero();
        err.getBuffer().setLength(0);
        assertThat(runAtKafka(same)).isEqualTo(2);
        assertOneLineOnStandardError("--run-id nightly-1", "used before by p1", "choose another");
    }

    @Test
    void several_producers_share_the_records_and_number_their_own() {
        kafka.createTopic("shared", 2);
        assertThat(runAtKafka("--topic", "shared", "--rate", "max", "--records", "1001", "--producers", "3"))
                .isZero();
        Map<String, Long> counts = new TreeMap<>();
        stamps("shared", 1_001).forEach(each -> counts.merge(each.producerId(), 1L, Long::sum));
        assertThat(counts).containsExactly(Map.entry("p1", 334L), Map.entry("p2", 334L), Map.entry("p3", 333L));
    }

    @Test
    void a_report_that_cannot_be_written_is_refused_before_anything_is_sent() {
        kafka.createTopic("unreported", 1);
        assertThat(runAtKafka("--topic=unreported", "--records=1", "--report=/nowhere/at/all.html"))
                .isEqualTo(2);
        assertThat(err.toString().lines()).last().asString().contains("--report /nowhere/at/all.html", "directory");
        assertThat(out.toString()).doesNotContain("sent");
    }

    @Test
    void a_backlog_alone_is_filled_and_ends_the_run() {
        kafka.createTopic("backlog", 1);
        assertThat(runAtKafka("--topic", "backlog", "--backlog", "500")).isZero();
        assertThat(out.toString())
                .contains("sent 500, acked 500", "backlog 500 records")
                .doesNotContain("latency");
        assertThat(stamps("backlog", 500)).hasSize(500);
    }

    @Test
    void json_is_one_object_on_each_line_and_the_last_is_the_report() {
        kafka.createTopic("json", 1);
        assertThat(runAtKafka("--topic", "json", "--rate", "max", "--records", "100", "--json"))
                .isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).allMatch(line -> line.startsWith("{\"type\":") && line.endsWith("}"));
        assertThat(lines.getLast()).contains("\"type\":\"report\"", "\"acked\":100", "\"p99Ms\":");
    }

    @Test
    void a_report_and_a_latency_log_are_written(@TempDir Path directory) throws Exception {
        kafka.createTopic("reported", 1);
        Path html = directory.resolve("run.html");
        Path log = directory.resolve("run.hlog");
        assertThat(runAtKafka(
                        "--topic",
                        "reported",
                        "--rate",
                        "500",
                        "--duration",
                        "1500ms",
                        "--report",
                        html.toString(),
                        "--hdr-log",
                        log.toString(),
                        "--http-port",
                        "0"))
                .isZero();
        assertThat(Files.readString(html)).contains("<svg", "prefers-color-scheme:dark", "from intended send");
        assertThat(err.toString()).contains("/metrics");
        long logged = 0;
        try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
            for (var each = reader.nextIntervalHistogram(); each != null; each = reader.nextIntervalHistogram()) {
                logged += "corrected".equals(each.getTag()) ? ((Histogram) each).getTotalCount() : 0;
            }
        }
        assertThat(logged).isEqualTo(750);
    }

    @Test
    void names_that_do_not_exist_are_refused_with_the_nearest_that_does() {
        assertThat(run("--topic", "a", "--profile", "rampp:to=5")).isEqualTo(2);
        assertOneLineOnStandardError("--profile: there is no profile 'rampp'", "did you mean 'ramp'?");
        err.getBuffer().setLength(0);
        assertThat(run("--topic", "a", "--scenario", "hotkey")).isEqualTo(2);
        assertOneLineOnStandardError("--scenario hotkey", "did you mean 'hot-key'?");
        err.getBuffer().setLength(0);
        assertThat(run("--topic", "a", "--template", "gone.json")).isEqualTo(2);
        assertOneLineOnStandardError("--template: gone.json: there is no such file");
    }

    @Test
    void a_text_that_does_not_parse_is_shown_with_a_caret_below_the_place() {
        assertThat(run("--topic", "a", "--stages", "30s@50,xx@200")).isEqualTo(2);
        assertThat(err.toString().lines())
                .element(0)
                .asString()
                .contains("--stages: '30s@50,xx@200' does not parse at character 8", "'xx' is not a duration");
        assertThat(err.toString().lines()).element(1).isEqualTo("  30s@50,xx@200");
        assertThat(err.toString().lines()).element(2).isEqualTo("         ^");
    }

    @Test
    void each_scenario_is_explained_and_can_be_planned_without_a_broker() {
        assertThat(run("--list-scenarios")).isZero();
        for (String name : Scenarios.NAMES) {
            assertThat(out.toString()).contains(name + ": ");
            assertThat(run("--scenario", name, "--dry-run")).as(name).isZero();
        }
        assertThat(out.toString()).contains("Would send to none: stages 30s@200", "records/s");
    }

    @Test
    void options_on_the_command_line_go_before_those_of_the_scenario() {
        assertThat(run("--scenario", "steady", "--duration", "10s", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("20.0 s, 20,000 records, warm-up of 10.0 s included");
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
