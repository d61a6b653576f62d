package dev.headgate.audit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.app.ProcessorProcess;
import dev.headgate.audit.AuditLag;
import dev.headgate.audit.AuditUnavailableException;
import dev.headgate.audit.Count;
import dev.headgate.audit.PlantedRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Audits in processes of their own that end without warning: the verdict is exact all the same. */
@Tag("broker")
@Tag("process")
@Timeout(240)
class AuditKillTest {
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 20_000;
    private static final int AWAIT_EVERY = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private final String input = TestKafka.newTopic(PARTITIONS);
    private final String output = TestKafka.newTopic(PARTITIONS);
    private final String deadLetters = TestKafka.newTopic(PARTITIONS);
    private final PlantedRun planted = new PlantedRun(11, RECORDS, 500, 2);

    @Test
    void a_restart_on_the_same_disk_goes_on_where_the_kill_fell() throws Exception {
        try (ProcessorProcess first = audit("first", "disk-1")) {
            killInTheMiddle(first, 1);
        }
        try (ProcessorProcess second = audit("second", "disk-1")) {
            assertExact(second);
        }
    }

    @Test
    void a_restart_without_the_disk_reads_the_state_back_from_kafka() throws Exception {
        try (ProcessorProcess first = audit("first", "disk-1")) {
            killInTheMiddle(first, 1);
        }
        try (ProcessorProcess second = audit("second", "disk-2")) {
            assertExact(second);
        }
    }

    @Test
    void with_a_standby_the_other_instance_takes_over() throws Exception {
        try (ProcessorProcess first = audit("first", "disk-1", "--standby-replicas=1");
                ProcessorProcess second = audit("second", "disk-2", "--standby-replicas=1")) {
            killInTheMiddle(first, 2);
            assertExact(second);
        }
    }

    private ProcessorProcess audit(String log, String disk, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "audit",
                "--bootstrap-server=" + TestKafka.bootstrapServers(),
                "--input=" + input,
                "--output=" + output,
                "--dead-letters=" + deadLetters,
                "--application-id=" + input,
                "--state-dir=" + directory.resolve(disk),
                "--threads=1",
                "--until-idle=10s",
                "--json",
                "--examples=0",
                "--exit-nonzero-on=loss",
                "--command-property=session.timeout.ms=1000",
                "--command-property=heartbeat.interval.ms=200",
                "--command-property=commit.interval.ms=50"));
        arguments.addAll(List.of(more));
        return ProcessorProcess.command(directory.resolve(log), arguments);
    }

    /** Waits for this many instances, writes, and kills one while it is being written and read. */
    private void killInTheMiddle(ProcessorProcess process, int instances) throws Exception {
        await().atMost(PATIENCE)
                .ignoreException(ExecutionException.class)
                .until(() -> TestKafka.members(input) == instances);
        Thread writing = planted.writeSlowly(input, output, deadLetters, AWAIT_EVERY);
        try (AuditLag lag = new AuditLag(TestKafka.admin(), input, List.of(input, output, deadLetters))) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .ignoreExceptionsInstanceOf(AuditUnavailableException.class)
                    .until(() -> {
                        assertThat(process.isAlive()).as(process.log()).isTrue();
                        AuditLag.Progress progress = lag.read();
                        return progress.end() - progress.behind() > RECORDS / 4;
                    });
            process.kill();
            assertThat(writing.isAlive())
                    .as("the kill fell before all was written")
                    .isTrue();
            writing.join();
        }
        assertThat(process.log()).as("no verdict yet").doesNotContain("\"verdict\"");
    }

    private void assertExact(ProcessorProcess process) {
        assertThat(process.awaitExit(PATIENCE)).as(process.log()).isEqualTo(1);
        String log = process.log();
        assertThat(log).contains("loss: " + planted.expected(Count.MISSING) + " missing");
        JsonNode json = JsonMapper.shared().readTree(log.substring(log.indexOf("\n{") + 1, log.lastIndexOf("\n}") + 2));
        JsonNode counts = json.at("/verdict/runs/0/counts");
        Map<String, Long> said = new TreeMap<>();
        Map<String, Long> expected = new TreeMap<>();
        for (Count kind : Count.values()) {
            said.put(kind.label(), counts.path(kind.label()).asLong(-1));
            expected.put(kind.label(), planted.expected(kind));
        }
        assertThat(said).as(log).isEqualTo(expected);
    }
}
