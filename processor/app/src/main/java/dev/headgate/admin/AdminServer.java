package dev.headgate.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.dashboard.Dashboard;
import dev.headgate.dashboard.Frame;
import dev.headgate.dashboard.FrameJson;
import dev.headgate.dashboard.StateView;
import dev.headgate.internal.text.PrintableText;
import dev.headgate.net.AnswerGuard;
import dev.headgate.net.HostCheck;
import dev.headgate.net.ServerLimits;
import dev.headgate.state.RecordFilter;
import dev.headgate.state.Subscription;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves {@code /health/live}, {@code /health/ready}, {@code /metrics}, {@code /api/state}, {@code /api/history},
 * {@code /api/stream} and a page at {@code /}; and, if there is a token, takes commands and shows records at
 * {@code /records/stream}. All that is read comes out of memory: no such request waits for a broker or for the engine.
 */
public final class AdminServer implements AutoCloseable {
    private static final List<String> READ = List.of("GET", "HEAD");

    /** EndpointResponses that are given at a time, streams and probes aside. */
    static final int ANSWERS = 32;

    static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
    private static final int HOST_CHARS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final HttpServer server;
    private final ExecutorService executor;
    private final StateView state;
    private final Dashboard dashboard;
    private final StateStreams streams = new StateStreams();
    private final Optional<RecordStreams> records;
    private final PrometheusMeterRegistry registry;
    private final HostCheck hosts;
    private final AnswerGuard guard = new AnswerGuard(ANSWERS, LONGEST_ANSWER, PATIENCE);
    private final JsonMapper json = FrameJson.builder().build();
    private final Map<String, List<String>> routes = new ConcurrentHashMap<>();

    /**
     * Who may change something, and what.
     *
     * @param token what the caller has to know
     * @param commands what it may ask for
     * @param records where the records go by that it may see
     */
    public record Control(String token, Commands commands, Function<RecordFilter, Subscription> records) {
        @Override
        public String toString() {
            return "Control[token=***]";
        }
    }

    private AdminServer(
            HttpServer server,
            HostCheck hosts,
            StateView state,
            PrometheusMeterRegistry registry,
            Optional<Control> control) {
        this.server = server;
        this.hosts = hosts;
        this.state = state;
        this.registry = registry;
        this.dashboard = new Dashboard(state, control.isPresent(), System::currentTimeMillis);
        this.records = control.map(it -> new RecordStreams(json, it.records(), new TokenCheck(it.token())));
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("headgate-admin-", 0).factory());
    }

    /**
     * As {@link #start(String, int, HostCheck, StateView, PrometheusMeterRegistry, Optional)}, by no names but those that nobody
     * outside can own.
     */
    public static AdminServer start(
            String host, int port, StateView state, PrometheusMeterRegistry registry, Optional<Control> control)
            throws IOException {
        return start(host, port, new HostCheck(Set.of(host)), state, registry, control);
    }

    /**
     * Binds and starts to answer.
     *
     * @param port 0 for any free one
     * @param hosts the names by which it is reached
     * @param control empty to take no commands
     * @throws BindException if the port is taken
     * @throws IOException if the address can't be listened at
     */
    public static AdminServer start(
            String host,
            int port,
            HostCheck hosts,
            StateView state,
            PrometheusMeterRegistry registry,
            Optional<Control> control)
            throws IOException {
        ServerLimits.apply();
        Map<String, Pages.Page> pages = Pages.read();
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
        AdminServer admin = new AdminServer(server, hosts, state, registry, control);
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
        probe("/health/live", () -> Health.live(state));
        probe("/health/ready", () -> Health.ready(state));
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
        EndpointResponses.body(exchange, 200, type, registry.scrape(type).getBytes(StandardCharsets.UTF_8));
    }

    private void health(HttpExchange exchange, Health health) throws IOException {
        EndpointResponses.body(exchange, health.isUp() ? 200 : 503, EndpointResponses.JSON, bytes(health));
    }

    private void json(HttpExchange exchange, Object body) throws IOException {
        EndpointResponses.body(exchange, 200, EndpointResponses.JSON, bytes(body));
    }

    private byte[] bytes(Object body) {
        return json.writeValueAsBytes(body);
    }

    /** Answered whatever others ask for, and by whatever name: by one that isn't ours without a reason. */
    private void probe(String path, Supplier<Health> health) {
        EndpointResponses.Answer answer = exchange -> {
            Health found = health.get();
            if (hosts.admits(host(exchange))) {
                health(exchange, found);
            } else {
                EndpointResponses.text(exchange, found.isUp() ? 200 : 503, found.isUp() ? "up" : "down");
            }
        };
        serve(path, READ, exchange -> guard.now(() -> EndpointResponses.only(exchange, path, READ, answer)));
    }

    private void read(String path, EndpointResponses.Answer answer) {
        serve(
                path,
                READ,
                exchange -> guard.inTurn(
                        () -> EndpointResponses.only(exchange, path, READ, known(answer)),
                        () -> EndpointResponses.only(exchange, path, READ, AdminServer::busy)));
    }

    /** What bounds itself: streams, and commands, which must not be interrupted. */
    private void route(String path, List<String> methods, EndpointResponses.Answer answer) {
        serve(path, methods, exchange -> EndpointResponses.only(exchange, path, methods, known(answer)));
    }

    private void serve(String path, List<String> methods, HttpHandler handler) {
        routes.put(path, methods);
        server.createContext(path, handler);
    }

    private EndpointResponses.Answer known(EndpointResponses.Answer answer) {
        return exchange -> {
            Optional<String> host = host(exchange);
            if (hosts.admits(host)) {
                answer.to(exchange);
            } else {
                EndpointResponses.text(
                        exchange,
                        421,
                        "nothing is served by the name " + PrintableText.of(host.orElse(""), HOST_CHARS)
                                + "; if it is this processor's, add it to headgate.admin.allowed-hosts");
            }
        };
    }

    private static Optional<String> host(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"));
    }

    private static void busy(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", "10");
        EndpointResponses.text(exchange, 503, "already " + ANSWERS + " answers are under way");
    }

    /** Stops to listen at once. */
    @Override
    public void close() {
        dashboard.close();
        streams.close();
        records.ifPresent(RecordStreams::close);
        server.stop(0);
        executor.shutdownNow();
        guard.close();
    }
}
