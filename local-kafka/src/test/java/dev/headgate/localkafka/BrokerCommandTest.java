package dev.headgate.localkafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Tag("process")
@Timeout(60)
class BrokerCommandTest {

    private static final Pattern READY = Pattern.compile(
            "Kafka is ready at (127\\.0\\.0\\.1:\\d+) with topic payments, data in (\\S+) \\(temporary\\); Ctrl-C"
                    + " stops it");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void it_says_in_one_line_that_it_is_ready_and_ends_in_order_by_sigterm() throws Exception {
        Process broker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerMain.class.getName(),
                        "--port",
                        "0",
                        "--topic",
                        "payments:3")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = broker.inputReader()) {
            Matcher ready = READY.matcher(output.readLine());
            assertThat(ready.matches()).isTrue();
            Records.produce(ready.group(1), "payments", "a");
            assertThat(Records.consume(ready.group(1), "payments", 1, Duration.ofSeconds(20)))
                    .containsExactly("a");

            broker.destroy();
            assertThat(broker.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(broker.exitValue()).isZero();
            assertThat(Files.exists(Path.of(ready.group(2)))).isFalse();
        } finally {
            broker.destroyForcibly();
        }
    }

    @Test
    void a_port_in_use_gives_one_line_that_names_the_port_and_the_way_out() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String port = Integer.toString(other.getLocalPort());
            assertThat(run("--port", port)).isEqualTo(1);
            assertThat(err.toString().lines())
                    .containsExactly("port " + port
                            + " is in use: stop the process that holds it, or choose another port with --port");
        }
    }

    @Test
    void a_malformed_topic_is_named_with_the_right_form() {
        assertThat(run("--topic", "payments")).isEqualTo(2);
        assertThat(err.toString()).contains("\"payments\"").contains("payments:12");
    }

    @Test
    void a_property_that_the_command_sets_itself_is_refused() {
        assertThat(run("--property", "listeners=PLAINTEXT://:9092")).isEqualTo(2);
        assertThat(err.toString()).contains("property listeners cannot be set");
    }

    @Test
    void the_help_has_examples() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Examples:").contains("headgate broker --topic payments:12");
    }

    private int run(String... args) {
        return new CommandLine(new BrokerCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
