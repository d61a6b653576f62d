package dev.headgate.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.dashboard.Dashboard;
import dev.headgate.dashboard.Frame;
import dev.headgate.dashboard.StateView;
import dev.headgate.tail.RecordTail;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves {@code /health/live}, {@code /health/ready}, {@code /metrics}, {@code /api/state}, {@code /api/history},
 * {@code /api/stream} and a page at {@code /}; and, if there is a token, takes commands and shows records at
 * {@code /records/stream}. All that is read comes out of memory: no such request waits for a broker or for the engine.
 */
public final class AdminServer implements AutoCloseable {
    private static final List<String> READ = List.of("GET", "HEAD");

    private final HttpServer server;
    private final ExecutorService executor;
    private final StateView state;
    private final Dashboard dashboard;
    private final StateStreams streams = new StateStreams();
    private final Optional<RecordStreams> records;
    private final PrometheusMeterRegistry registry;
    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<String, List<String>> routes = new ConcurrentHashMap<>();

    /**
     * Who may change something, and what.
     *
     * @param token what the caller has to know
     * @param commands what it may ask for
     * @param records where the records go by that it may see
     */
    public record Control(String token, Commands commands, Supplier<RecordTail> records) {
        @Override
        public String toString() {
            return "Control[token=***]";
        }
    }

    private AdminServer(
            HttpServer server, StateView state, PrometheusMeterRegistry registry, Optional<Control> control) {
        this.server = server;
        this.state = state;
        this.registry = registry;
        this.dashboard = new Dashboard(state, control.isPresent(), System::currentTimeMillis);
        this.records = control.map(it -> new RecordStreams(json, it.records(), new TokenCheck(it.token())));
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("headgate-admin-", 0).factory());
    }

    /**
     * Binds and starts to answer.
     *
     * @param port 0 for any free one
     * @param control empty to take no commands
     * @throws BindException if the port is taken
     * @throws IOException if the address can't be listened at
     */
    public static AdminServer start(
            String host, int port, StateView state, PrometheusMeterRegistry registry, Optional<Control> control)
            throws IOException {
        AdminLimits.apply();
        Map<String, Pages.Page> pages = Pages.read();
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
        AdminServer admin = new AdminServer(server, state, registry, control);
        admin.routes(pages, control);
        server.setExecutor(admin.executor);
        admin.dashboard.subscribe(admin::publish);
        admin.dashboard.start();
        server.start();
        return admin;
    }

    /** The port it listens at. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** What it answers: the methods by path. */
    Map<String, List<String>> answered() {
        return Map.copyOf(routes);
    }

    private void routes(Map<String, Pages.Page> pages, Optional<Control> control) {
        pages.forEach((path, page) -> read(path, page::answer));
        read("/health/live", exchange -> health(exchange, Health.live(state)));
        read("/health/ready", exchange -> health(exchange, Health.ready(state)));
        read("/api/state", exchange -> json(exchange, dashboard.read()));
        read("/api/history", exchange -> json(exchange, dashboard.history()));
        read("/metrics", this::metrics);
        route("/api/stream", List.of("GET"), exchange -> streams.serve(exchange, bytes(dashboard.read())));
        control.ifPresent(it -> route(
                ControlApi.PATH,
                List.of("POST"),
                new ControlApi(json, it.commands(), new TokenCheck(it.token()))::answer));
        records.ifPresent(it -> route(RecordStreams.PATH, List.of("GET"), it::serve));
    }

    private void publish(Frame frame) {
        records.ifPresent(RecordStreams::cutStalled);
        if (streams.hasClients()) {
            streams.publish("state", bytes(frame));
        }
    }

    private void metrics(HttpExchange exchange) throws IOException {
        String accepted = exchange.getRequestHeaders().getFirst("Accept");
        boolean openMetrics = accepted != null && accepted.contains("application/openmetrics-text");
        String type = openMetrics
                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
        Answers.body(exchange, 200, type, registry.scrape(type).getBytes(StandardCharsets.UTF_8));
    }

    private void health(HttpExchange exchange, Health health) throws IOException {
        Answers.body(exchange, health.isUp() ? 200 : 503, Answers.JSON, bytes(health));
    }

    private void json(HttpExchange exchange, Object body) throws IOException {
        Answers.body(exchange, 200, Answers.JSON, bytes(body));
    }

    private byte[] bytes(Object body) {
        return json.writeValueAsBytes(body);
    }

    private void read(String path, Answers.Answer answer) {
        route(path, READ, answer);
    }

    private void route(String path, List<String> methods, Answers.Answer answer) {
        routes.put(path, methods);
        server.createContext(path, exchange -> Answers.only(exchange, path, methods, answer));
    }

    /** Stops to listen at once. */
    @Override
    public void close() {
        dashboard.close();
        streams.close();
        records.ifPresent(RecordStreams::close);
        server.stop(0);
        executor.shutdownNow();
    }
}
