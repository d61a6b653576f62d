package dev.headgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.dashboard.StateView;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.state.TimeCounts;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AdminServerTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicReference<EngineSnapshot> engine =
            new AtomicReference<>(engine(EngineState.RUNNING, PauseReason.NONE, System.currentTimeMillis()));
    private final HttpClient client = HttpClient.newHttpClient();
    private final StateView view =
            new StateView("group", List.of("orders"), engine::get, () -> LagSnapshot.NONE, () -> TimeCounts.NONE);

    @SuppressWarnings("NullAway.Init") // before each test
    private AdminServer server;

    private static EngineSnapshot engine(EngineState state, PauseReason reason, long epochMillis) {
        return new EngineSnapshot(
                epochMillis,
                state,
                reason,
                new EngineSnapshot.Queue(1, 20, 16, 15, 10, 200, 0),
                new EngineSnapshot.Workers(1, 5, 4, 50),
                EngineCounters.ZERO,
                List.of(),
                Optional.of("boom"));
    }

    @BeforeEach
    void start() throws IOException {
        server = AdminServer.start("localhost", 0, view, registry, Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private HttpResponse<String> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int status(String path) throws IOException, InterruptedException {
        return send("GET", path).statusCode();
    }

    @Test
    void one_that_is_paused_is_live_and_ready() throws Exception {
        engine.set(engine(EngineState.RUNNING, PauseReason.QUEUE, System.currentTimeMillis()));
        assertThat(status("/health/live")).isEqualTo(200);
        HttpResponse<String> ready = send("GET", "/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("UP", "paused", "queue");
    }

    @Test
    void one_that_waits_for_its_partitions_is_live_and_not_ready() throws Exception {
        engine.set(engine(EngineState.STARTING, PauseReason.NONE, System.currentTimeMillis()));
        assertThat(status("/health/live")).isEqualTo(200);
        assertThat(status("/health/ready")).isEqualTo(503);
    }

    @Test
    void one_that_failed_or_fell_silent_is_not_live() throws Exception {
        engine.set(engine(EngineState.FAILED, PauseReason.NONE, System.currentTimeMillis()));
        HttpResponse<String> live = send("GET", "/health/live");
        assertThat(live.statusCode()).isEqualTo(503);
        assertThat(live.body()).contains("boom");
        engine.set(engine(EngineState.RUNNING, PauseReason.NONE, System.currentTimeMillis() - 60_000));
        assertThat(send("GET", "/health/live").body()).contains("poll thread");
    }

    @Test
    void the_state_is_json_with_plain_numbers() throws Exception {
        HttpResponse<String> state = send("GET", "/api/state");
        assertThat(state.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(state.body()).contains("\"group\":\"group\"", "\"queueCapacity\":20", "\"lastError\":\"boom\"");
    }

    @Test
    void metrics_come_in_the_format_that_is_asked_for() throws Exception {
        registry.counter("hits").increment();
        HttpResponse<String> plain = send("GET", "/metrics");
        assertThat(plain.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(plain.body()).contains("hits_total 1.0").doesNotContain("# EOF");
        assertThat(send("GET", "/metrics", "Accept", "application/openmetrics-text; version=1.0.0")
                        .body())
                .contains("hits_total 1.0", "# EOF");
    }

    @Test
    void anything_else_is_refused() throws Exception {
        assertThat(status("/health")).isEqualTo(404);
        assertThat(status("/metrics/more")).isEqualTo(404);
        assertThat(status("/../etc/passwd")).isEqualTo(404);
        assertThat(send("POST", "/api/state").statusCode()).isEqualTo(405);
        assertThat(send("HEAD", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void the_page_is_served_and_the_port_is_free_after_the_end() throws Exception {
        assertThat(send("GET", "/").body()).contains("<title>Headgate</title>");
        int port = server.port();
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> AdminServer.start("localhost", port, view, registry, Optional.empty()));
        server.close();
        server = AdminServer.start("localhost", port, view, registry, Optional.empty());
        assertThat(status("/health/live")).isEqualTo(200);
    }
}
