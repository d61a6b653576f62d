package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.redrive.Letters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code headgate redrive} as it is typed. */
@Tag("broker")
@Tag("process")
@Timeout(120)
class RedriveCommandTest {
    private static final int MANY = 8_000;
    private static final int POLLED_AT_ONCE = 500;

    @TempDir
    private Path directory;

    private static List<String> arguments(String origin, String letters, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "redrive",
                "--bootstrap-server=" + TestKafka.bootstrapServers(),
                "--group=" + origin,
                "--topic=" + origin,
                "--dead-letter-topic=" + letters));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private static CommandRun redrive(String origin, String letters, String... more) {
        return CommandRun.of(arguments(origin, letters, more).toArray(String[]::new));
    }

    @Test
    void a_dry_run_counts_and_a_run_puts_back_those_of_the_processors_topics_and_says_so() {
        String origin = TestKafka.newTopic(2);
        String letters = TestKafka.newTopic(1);
        Letters.write(letters, origin, 2, 3, i -> i == 0 ? new IOException("away") : new IllegalStateException("bad"));
        Letters.write(letters, "payments", 1, 4, _ -> new IOException("away"));
        CommandRun dry = redrive(origin, letters, "--dry-run");
        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out().lines())
                .containsExactly(
                        "would be put back: 3 of topic " + letters,
                        "  2  java.lang.IllegalStateException",
                        "  1  java.io.IOException",
                        "left: 4 that the filters don't want");
        CommandRun run = redrive(origin, letters);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("put back: 3 of topic " + letters);
        assertThat(Letters.values(origin)).containsExactlyInAnyOrder("0", "1", "2");
    }

    @Test
    void what_can_not_be_put_back_makes_the_exit_code_1() {
        String letters = TestKafka.newTopic(1);
        Letters.write(letters, "payments", 1, 1, _ -> new IOException("away"));
        CommandRun run = redrive("payments", letters);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("left: 1 whose topic does not exist any more");
    }

    @Test
    void what_is_missing_or_wrong_gets_one_line() {
        String letters = TestKafka.newTopic(1);
        CommandRun missing =
                CommandRun.of("redrive", "--bootstrap-server=" + TestKafka.bootstrapServers(), "--group=g");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err().lines())
                .singleElement()
                .asString()
                .contains("headgate.dead-letter.topic is missing", "--dead-letter-topic NAME");
        CommandRun unknown = redrive("orders", "no-such-topic");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err().lines()).singleElement().asString().contains("'no-such-topic'", "create it");
        CommandRun reason = redrive("orders", letters, "--limit=-1");
        assertThat(reason.exitCode()).isEqualTo(1);
        assertThat(reason.err().lines()).singleElement().asString().contains("limit must be at least 0");
        assertThat(redrive("orders", letters, "--since=yesterday").exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void after_a_kill_in_the_middle_the_next_run_goes_on_from_there(boolean exactlyOnce) throws Exception {
        String origin = TestKafka.newTopic(1);
        String letters = TestKafka.newTopic(1);
        Letters.write(letters, origin, 1, MANY, _ -> new IOException("away"));
        String[] more = exactlyOnce ? new String[] {"--exactly-once"} : new String[0];
        List<String> slowly = arguments(origin, letters, more);
        slowly.add("--rate=2000");
        try (ProcessorProcess process = ProcessorProcess.command(directory.resolve("log"), slowly);
                Admin admin = TestKafka.admin()) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        assertThat(process.isAlive()).as(process.log()).isTrue();
                        return end(admin, origin) > MANY / 5;
                    });
            process.kill();
        }
        assertThat(TestKafka.committedTotal(origin + "-redrive"))
                .as("what the kill cut off")
                .isBetween(1L, MANY - 1L);
        CommandRun rest = redrive(origin, letters, more);
        assertThat(rest.exitCode()).as(rest.err()).isZero();
        // What the kill left open keeps such readers waiting until its transaction is out of time.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Letters.values(origin).size() >= MANY);
        List<String> back = Letters.values(origin);
        Set<String> all = new HashSet<>(
                IntStream.range(0, MANY).mapToObj(Integer::toString).toList());
        assertThat(new HashSet<>(back)).isEqualTo(all);
        assertThat(back).hasSizeLessThanOrEqualTo(MANY + (exactlyOnce ? 0 : POLLED_AT_ONCE));
    }

    private static long end(Admin admin, String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }
}
