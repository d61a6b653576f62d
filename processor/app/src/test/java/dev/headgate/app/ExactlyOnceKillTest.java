package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.ExactlyOnceRun;
import dev.headgate.TestKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real processes in exactly-once mode that end, or stand still, without warning. */
@Tag("broker")
@Tag("process")
@Timeout(240)
class ExactlyOnceKillTest {
    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceKillTest.class);
    private static final int RECORDS = 30_000;

    @TempDir
    private Path directory;

    private final String input = TestKafka.newTopic(4);
    private final String output = TestKafka.newTopic(4);
    private final ExactlyOnceRun run = new ExactlyOnceRun(TestKafka.bootstrapServers(), input, output);

    private ProcessorProcess start(String name) {
        return start(name, "--set=kafka.group.instance.id=" + name);
    }

    private ProcessorProcess start(String name, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(
                "--set=kafka.session.timeout.ms=1000",
                "--set=kafka.heartbeat.interval.ms=200",
                "--set=headgate.guarantee=exactly-once",
                "--set=headgate.ordering=unordered",
                "--set=headgate.handler.rate=4000",
                "--set=headgate.queue.capacity=2000",
                "--set=headgate.sink.name=kafka",
                "--set=headgate.sink.options.topic=" + output));
        return ProcessorProcess.start(directory.resolve(name + ".log"), input, all.toArray(String[]::new));
    }

    private long written() {
        return run.ends(output).values().stream().mapToLong(Long::longValue).sum();
    }

    private void awaitWritten(ProcessorProcess process, long more) {
        long from = written();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    assertThat(process.isAlive()).as(process.log()).isTrue();
                    return written() >= from + more;
                });
    }

    private long committed() throws Exception {
        return TestKafka.committedTotal(input);
    }

    private List<String> expected() {
        return run.values(input);
    }

    @Test
    void after_several_kills_each_record_is_in_the_output_once() throws Exception {
        TestKafka.produce(input, RECORDS, 500);
        long seed = 7;
        Random random = new Random(seed);
        LOG.info("seed {}", seed);
        for (int kill = 0; kill < 4; kill++) {
            try (ProcessorProcess process = start("one")) {
                awaitWritten(process, 1_000 + random.nextInt(2_500));
                process.kill();
            }
            assertThat(committed()).as("killed in the middle").isLessThan(RECORDS);
        }
        try (ProcessorProcess last = start("one")) {
            run.awaitCommittedUpTo(run.ends(input));
            assertThat(last.terminate()).as(last.log()).isZero();
        }
        assertThat(expected()).hasSize(RECORDS);
        assertThat(run.values(output)).containsExactlyInAnyOrderElementsOf(expected());
        assertThat(run.read(output, "read_uncommitted").size())
                .as("with the records of transactions that the kills left open")
                .isGreaterThan(RECORDS);
    }

    /** What it left open nobody can end before its timeout, and until then nobody may take in what it may have done. */
    @Test
    void after_a_kill_of_a_member_without_an_instance_id_each_record_is_in_the_output_once() throws Exception {
        TestKafka.produce(input, RECORDS, 500);
        String timeout = "--set=headgate.transaction.timeout=3s";
        // Most of the time a transaction is open, so the kill finds one.
        try (ProcessorProcess killed = start("killed", timeout, "--set=headgate.transaction.interval=1s")) {
            awaitWritten(killed, 2_000);
            killed.kill();
        }
        assertThat(committed()).as("killed in the middle").isLessThan(RECORDS);
        try (ProcessorProcess next = start("next", timeout)) {
            run.awaitCommittedUpTo(run.ends(input));
            assertThat(next.terminate()).as(next.log()).isZero();
        }
        assertThat(expected()).hasSize(RECORDS);
        assertThat(run.values(output)).containsExactlyInAnyOrderElementsOf(expected());
        assertThat(run.read(output, "read_uncommitted").size())
                .as("with what the kill left open")
                .isGreaterThan(RECORDS);
    }

    @Test
    void what_a_member_wrote_before_it_stood_still_beyond_its_session_is_never_committed_by_it() throws Exception {
        TestKafka.produce(input, RECORDS, 500);
        try (ProcessorProcess zombie = start("zombie")) {
            awaitWritten(zombie, 3_000);
            zombie.freeze();
            try (ProcessorProcess other = start("other")) {
                run.awaitCommittedUpTo(run.ends(input));
                zombie.thaw();
                await("the zombie hears that it was thrown out")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> zombie.log().contains("lost [") || !zombie.isAlive());
                TestKafka.produce(input, 200, 5);
                run.awaitCommittedUpTo(run.ends(input));
                assertThat(other.terminate()).as(other.log()).isZero();
            }
            zombie.terminate();
        }
        assertThat(expected()).hasSize(RECORDS + 200);
        assertThat(run.values(output)).containsExactlyInAnyOrderElementsOf(expected());
    }
}
