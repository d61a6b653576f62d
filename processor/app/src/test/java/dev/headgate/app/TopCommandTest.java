package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.headgate.admin.AdminServer;
import dev.headgate.dashboard.StateView;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PartitionLag;
import dev.headgate.state.PauseReason;
import dev.headgate.state.Snapshots;
import dev.headgate.state.TimeCounts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Against the endpoint that processors have. */
@Timeout(30)
class TopCommandTest {
    private record Result(int exitCode, String out, String err) {}

    @SuppressWarnings("NullAway.Init") // before each test
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        PartitionLag lag = new PartitionLag("orders", 3, 1_042, 42, 1_000, OptionalLong.of(2_500), false, 0);
        StateView view = new StateView(
                "billing",
                List.of("orders"),
                () -> new Snapshots()
                        .paused(PauseReason.OPERATOR)
                        .at(System.currentTimeMillis())
                        .partitions(Snapshots.partition(3, 61_000))
                        .take(),
                () -> new LagSnapshot(System.currentTimeMillis(), List.of(lag), Optional.empty()),
                () -> TimeCounts.NONE);
        server = AdminServer.start(
                "localhost", 0, view, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Result top(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Cli.commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        String[] all = new String[arguments.length + 1];
        all[0] = "top";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new Result(command.execute(all), out.toString(), err.toString());
    }

    private String running() {
        return "http://localhost:" + server.port();
    }

    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--once", "--url="})
    void one_frame_is_printed_where_there_is_no_terminal(String option) {
        Result result = option.equals("--once") ? top("--once", "--url", running()) : top(option + running());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("Paused by an operator", "group billing", "1 partitions", "gate shut: operator")
                .containsPattern("orders-3 +1,000 +2\\.5 s +- +1 .* 61 s +42")
                .doesNotContain("\u001b");
    }

    @Test
    void one_that_is_gone_is_shown_as_gone_and_the_others_go_on() throws IOException {
        String nobody = nobody();
        Result result = top("--once", "--url", nobody, "--url", running());
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("1 of 2 processors answer", nobody + ": gone since", "#2 orders-3");
    }

    @Test
    void it_fails_if_none_answers() throws IOException {
        String nobody = nobody();
        Result result = top("--once", "--url", nobody);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains(nobody + ": gone since", "nobody listens there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{}", "null", "{\"engine\":{}}", "[1]"})
    void something_else_that_listens_there_is_no_processor(String body) throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/api/state", exchange -> {
            exchange.sendResponseHeaders(200, body.length());
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        other.start();
        try {
            Result result =
                    top("--once", "--url", "127.0.0.1:" + other.getAddress().getPort());
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.out()).contains("is not the state of a processor");
        } finally {
            other.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a:1", "http://", "http://me:hunter2@a:1", "a b", "http://a:1?x=y"})
    void an_address_that_is_none_is_one_line(String url) {
        Result result = top("--once", "--url", url);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.err()).contains("--url", "http://HOST:PORT").doesNotContain("hunter2");
    }
}
