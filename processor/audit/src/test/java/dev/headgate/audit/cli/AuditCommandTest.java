package dev.headgate.audit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.TestKafka;
import dev.headgate.app.Cli;
import dev.headgate.audit.Count;
import dev.headgate.audit.PlantedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The audit as a user types it. */
@Tag("broker")
@Timeout(120)
class AuditCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int execute(String... arguments) {
        CommandLine command = Cli.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("audit", "--bootstrap-server=" + TestKafka.bootstrapServers()));
        all.addAll(List.of(arguments));
        return command.execute(all.toArray(String[]::new));
    }

    private void refuses(int exitCode, String... parts) {
        assertThat(exitCode).as(err.toString()).isEqualTo(2);
        assertThat(err.toString().strip())
                .hasLineCount(1)
                .startsWith("headgate: ")
                .contains(parts);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void a_topic_that_does_not_exist_is_named() {
        String topic = TestKafka.newTopic(1);
        refuses(execute("--input=" + topic, "--output=no-such-topic"), "--output", "'no-such-topic'", "create it");
    }

    @Test
    void an_alarms_topic_that_does_not_exist_is_named() {
        String topic = TestKafka.newTopic(1);
        refuses(
                execute("--input=" + topic, "--output=" + TestKafka.newTopic(1), "--alarms-topic=nowhere"),
                "--alarms-topic",
                "'nowhere'");
    }

    @Test
    void a_condition_that_does_not_exist_is_refused_with_the_nearest() {
        refuses(
                execute("--input=a", "--output=b", "--exit-nonzero-on=los"),
                "--exit-nonzero-on",
                "'los'",
                "did you mean 'loss'");
    }

    @Test
    void a_field_that_is_none_is_refused_with_what_there_is() {
        refuses(execute("--input=a", "--output=b", "--id=body:/id"), "--id", "'body:/id'", "header:NAME");
    }

    @Test
    void a_sequence_without_an_id_is_refused() {
        refuses(execute("--input=a", "--output=b", "--sequence=key"), "--sequence needs --id");
    }

    @Test
    void an_output_that_is_the_input_is_refused() {
        refuses(execute("--input=a,b", "--output=b"), "--output b is an --input too");
    }

    @Test
    void to_follow_and_to_end_is_refused() {
        refuses(execute("--input=a", "--output=b", "--follow", "--until-idle=1s"), "--follow", "--until-idle");
    }

    @Test
    void a_file_of_properties_that_is_missing_is_named() {
        refuses(
                execute("--input=a", "--output=b", "--command-config=" + directory.resolve("nowhere")),
                "--command-config",
                "nowhere",
                "no such file");
    }

    @Test
    void a_port_that_is_taken_is_named() throws IOException {
        String topic = TestKafka.newTopic(1);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            assertThat(execute(
                            "--input=" + topic, "--output=" + TestKafka.newTopic(1), "--port=" + taken.getLocalPort()))
                    .isEqualTo(1);
            assertThat(err.toString().strip()).hasLineCount(1).contains("--port " + taken.getLocalPort());
        }
    }

    @Test
    void empty_topics_prove_nothing() {
        int exitCode = execute(
                "--input=" + TestKafka.newTopic(1),
                "--output=" + TestKafka.newTopic(1),
                "--until-idle=100ms",
                "--exit-nonzero-on=loss");
        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).contains("nothing was proved");
    }

    @Test
    void the_verdict_is_a_table_and_json_and_an_exit_code_and_leaves_no_trace() throws Exception {
        String input = TestKafka.newTopic(2);
        String output = TestKafka.newTopic(2);
        PlantedRun planted = new PlantedRun(21, 2_000, 50, 1);
        planted.writeInput(input);
        planted.writeOutput(output);
        String[] usual = {"--input=" + input, "--output=" + output, "--until-idle=300ms", "--examples=2"};

        assertThat(execute(usual)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("RUN ", "MISSING", planted.run, "not clean", "missing of run ");
        assertThat(err.toString()).as("no noise").hasLineCount(1);

        out.getBuffer().setLength(0);
        assertThat(execute(usual[0], usual[1], usual[2], "--json", "--exit-nonzero-on=duplicate|reorder,max>1h"))
                .isEqualTo(1);
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        long lost = planted.expected(Count.MISSING) + planted.expected(Count.DEAD_LETTERED);
        assertThat(json.at("/verdict/clean").asBoolean()).isFalse();
        assertThat(json.at("/verdict/runs/0/counts/missing").asLong()).isEqualTo(lost);
        assertThat(json.at("/verdict/runs/0/buckets").size()).isPositive();
        assertThat(json.at("/examples").size()).isPositive();
        assertThat(err.toString())
                .contains("duplicate: " + planted.expected(Count.DUPLICATED) + " duplicated")
                .doesNotContain("max is");

        try (var admin = TestKafka.admin()) {
            assertThat(admin.listTopics().names().get()).noneMatch(topic -> topic.startsWith("headgate-audit-"));
            assertThat(admin.listGroups().all().get())
                    .noneMatch(group -> group.groupId().startsWith("headgate-audit-"));
        }
    }
}
