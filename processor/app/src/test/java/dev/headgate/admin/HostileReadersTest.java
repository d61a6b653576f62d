package dev.headgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.dashboard.StateView;
import dev.headgate.net.HostCheck;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.Snapshots;
import dev.headgate.state.TimeCounts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks the endpoint and doesn't read, and pages that a browser has loaded from elsewhere. */
@Timeout(60)
class HostileReadersTest {
    private static final int CLIENTS = 200;

    private final List<Socket> sockets = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // before each test
    private AdminServer server;

    private static EngineSnapshot engine() {
        return new Snapshots().partitions().at(System.currentTimeMillis()).take();
    }

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.start(
                "localhost",
                0,
                new HostCheck(Set.of("orders.example.com")),
                new StateView(
                        "group",
                        List.of("orders"),
                        HostileReadersTest::engine,
                        () -> LagSnapshot.NONE,
                        () -> TimeCounts.NONE),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(2_048);
        socket.connect(new InetSocketAddress("localhost", server.port()));
        socket.setSoTimeout(10_000);
        sockets.add(socket);
        return socket;
    }

    private String answer(String path, String host) throws IOException {
        Socket socket = connect();
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void two_hundred_clients_that_do_not_read_keep_no_probe_out() throws Exception {
        byte[] many = "GET /assets/uplot.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .repeat(150)
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < CLIENTS; i++) {
            connect().getOutputStream().write(many);
        }
        String state = "";
        while (!state.startsWith("HTTP/1.1 503")) { // until all places are taken; the test's bound ends this
            state = answer("/api/state", "localhost");
        }

        for (int i = 0; i < 20; i++) {
            assertThat(answer("/health/live", "localhost")).startsWith("HTTP/1.1 200");
        }
        assertThat(state).contains("Retry-after: 10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/state", "/api/history", "/api/stream", "/metrics"})
    void a_page_whose_name_was_turned_to_this_machine_reads_nothing(String path) throws Exception {
        assertThat(answer(path, "evil.example:8080"))
                .startsWith("HTTP/1.1 421")
                .contains("headgate.admin.allowed-hosts")
                .doesNotContain("orders");
    }

    @Test
    void probes_are_answered_by_whatever_name_but_without_a_reason() throws Exception {
        assertThat(answer("/health/live", "evil.example"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\nup\n");
        assertThat(answer("/health/ready", "10.1.2.3:8080"))
                .startsWith("HTTP/1.1 200")
                .contains("\"UP\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3:8080", "headgate:8080", "headgate.orders.svc:8080", "orders.example.com"})
    void prometheus_is_answered_by_the_address_of_a_pod_the_name_of_a_service_and_names_that_are_set(String host)
            throws Exception {
        assertThat(answer("/metrics", host)).startsWith("HTTP/1.1 200");
    }
}
