package dev.headgate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.app.Cli;
import dev.headgate.localkafka.BrokerCommand;
import dev.headgate.sim.cli.SimCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The headgate command as a user types it. */
@Timeout(90)
class DemoTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        CommandLine headgate = Cli.commandLine(new DemoCommand(), new SimCommand(), new BrokerCommand());
        headgate.setOut(new PrintWriter(out));
        headgate.setErr(new PrintWriter(err));
        return headgate.execute(arguments);
    }

    @Test
    @Tag("broker")
    void the_smallest_pipeline_loses_nothing_and_says_so() {
        int exitCode = execute("demo", "--workers=4", "--queue=20", "--rate=100", "--for=3s", "--port=0");
        assertThat(exitCode).as(out + "\n" + err).isZero();
        List<String> lines = out.toString().strip().lines().toList();
        assertThat(lines.get(lines.size() - 2))
                .matches("produced 300, acknowledged 300, lost 0, duplicates 0, pauses [\\d,]+");
        assertThat(lines.getLast())
                .matches("audit: sent 300, delivered 300, missing 0, duplicated 0, reordered 0, corrupted 0,"
                        + " p50 [\\d,]+ ms, p99 [\\d,]+ ms: clean");
        assertThat(out.toString()).contains("http://localhost:");
    }

    @Test
    @Tag("broker")
    void a_port_that_is_asked_for_and_taken_is_named() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            assertThat(execute("demo", "--for=1s", "--port=" + taken.getLocalPort()))
                    .isEqualTo(1);
            assertThat(err.toString().strip()).hasLineCount(1).contains("--port " + taken.getLocalPort());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--workers=0", "--queue=1", "--rate=0", "--rate=NaN", "--partitions=0"})
    void a_number_out_of_its_range_is_refused_in_one_line(String option) {
        assertThat(execute("demo", option)).isEqualTo(1);
        assertThat(err.toString().strip()).hasLineCount(1).contains(option.substring(0, option.indexOf('=')));
    }

    @Test
    void a_length_without_a_unit_is_a_wrong_argument() {
        assertThat(execute("demo", "--for=soon")).isEqualTo(2);
        assertThat(err.toString().strip()).hasLineCount(1).contains("'soon'", "500ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "sim", "broker", "config", "lag", "top", "audit"})
    void each_command_has_help_with_examples(String command) {
        assertThat(execute(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: headgate " + command, "Examples:", "headgate " + command);
    }

    @Test
    void the_completion_script_knows_the_commands() {
        assertThat(execute("completion")).isZero();
        assertThat(out.toString()).contains("complete", "demo", "run", "lag", "--bootstrap-server");
    }
}
