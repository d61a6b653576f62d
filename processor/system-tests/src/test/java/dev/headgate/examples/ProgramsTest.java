package dev.headgate.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.Billing;
import com.example.ExactlyOnce;
import com.example.Load;
import com.example.OtherHandlers;
import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.TestKafka;
import dev.headgate.api.Ack;
import dev.headgate.api.Sink;
import dev.headgate.app.ProcessorProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each program and each configuration of {@code examples/} handles and commits all records of the topic {@code orders}. */
@Tag("broker")
@Tag("process")
@Timeout(60)
class ProgramsTest {
    private static final int RECORDS = 20;

    private final Set<Object> results = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path directory;

    @BeforeAll
    static void fill() throws Exception {
        List<NewTopic> topics = Stream.of("orders", "orders-done", "orders-dead", "payments")
                .map(topic -> new NewTopic(topic, 2, (short) 1))
                .toList();
        TestKafka.admin().createTopics(topics).all().get();
        TestKafka.produce("orders", RECORDS, 5);
    }

    private static void awaitCommitted(String group) {
        await().atMost(Duration.ofSeconds(30)).until(() -> TestKafka.committedTotal(group) == RECORDS);
    }

    private static HeadgateBuilder builder(String group) {
        return Headgate.builder().kafka(TestKafka.consumer(group)).topics("orders");
    }

    private <R> Sink<R> collecting() {
        return (result, context) -> {
            results.add(String.valueOf(result));
            return Ack.now();
        };
    }

    @Test
    void the_program_of_the_readme() throws Exception {
        Thread program = Thread.ofPlatform().start(() -> {
            try {
                Billing.main(new String[] {TestKafka.bootstrapServers()});
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // as at the end of this test
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        awaitCommitted("billing");
        program.interrupt();
        assertThat(program.join(Duration.ofSeconds(20))).as("it closes").isTrue();
        await().atMost(Duration.ofSeconds(20)).until(() -> TestKafka.members("billing") == 0);
    }

    @Test
    void an_asynchronous_handler() {
        try (Headgate headgate = OtherHandlers.asynchronous(
                        builder("asynchronous"), order -> CompletableFuture.supplyAsync(() -> "enriched " + order))
                .sink(collecting())
                .start()) {
            awaitCommitted("asynchronous");
            assertThat(headgate.failure()).isEmpty();
        }
        assertThat(results).hasSize(RECORDS).contains("enriched 7");
    }

    @Test
    void a_batch_handler() {
        AtomicInteger inserted = new AtomicInteger();
        try (Headgate headgate = OtherHandlers.inBatches(
                        builder("in-batches"), orders -> inserted.addAndGet(orders.size()))
                .sink(Sink.none())
                .start()) {
            awaitCommitted("in-batches");
            assertThat(headgate.failure()).isEmpty();
        }
        assertThat(inserted).hasValue(RECORDS);
    }

    @Test
    void two_stages() {
        try (Headgate headgate = OtherHandlers.inTwoStages(builder("in-two-stages"), order -> "price of " + order)
                .sink(collecting())
                .start()) {
            awaitCommitted("in-two-stages");
            assertThat(headgate.failure()).isEmpty();
        }
        assertThat(results).hasSize(RECORDS).contains("price of 7");
    }

    @Test
    void a_topic_written_at_least_once_and_exactly_once() {
        try (Headgate headgate = ExactlyOnce.startAtLeastOnce(TestKafka.consumer("at-least-once"))) {
            awaitCommitted("at-least-once");
            assertThat(headgate.failure()).isEmpty();
        }
        try (Headgate headgate = ExactlyOnce.start(TestKafka.consumer("exactly-once"))) {
            awaitCommitted("exactly-once");
            assertThat(headgate.failure()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"headgate.yaml, headgate.sink.options.file", "exactly-once.yaml,"})
    void the_application_with_the_configuration(String file, String option) throws Exception {
        String group = file.replace('.', '-');
        Path deliveries = directory.resolve("deliveries");
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--config=" + CodeBlock.PROJECT.resolve("examples/guide").resolve(file),
                "--group=" + group,
                "--bootstrap-server=" + TestKafka.bootstrapServers(),
                "--set=headgate.admin.enabled=false"));
        if (option != null) {
            arguments.add("--set=" + option + "=" + deliveries);
        }
        try (ProcessorProcess processor = ProcessorProcess.command(directory.resolve("log"), arguments)) {
            await().atMost(Duration.ofSeconds(40)).until(() -> {
                assertThat(processor.isAlive()).as(processor.log()).isTrue();
                return TestKafka.committedTotal(group) == RECORDS;
            });
            assertThat(processor.terminate()).as(processor.log()).isZero();
        }
        if (option != null) {
            assertThat(Files.readAllLines(deliveries)).hasSize(RECORDS);
        }
    }

    @Test
    void load_for_a_topic() throws Exception {
        assertThat(Load.send(TestKafka.bootstrapServers()).isComplete()).isTrue();
    }

    @Test
    void a_scenario_of_ones_own() throws Exception {
        Path file = CodeBlock.PROJECT.resolve("examples/load/lunch.yaml");
        assertThat(Commands.run("sim", "--topic=payments", "--scenario=" + file, "--dry-run"))
                .contains("540.0 s, 342,000 records");
    }
}
