package dev.headgate.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves {@code /health/live}, {@code /health/ready}, {@code /metrics}, {@code /api/state} and a page at {@code /}. All of
 * it comes out of memory: no request waits for a broker or for the engine.
 */
public final class AdminServer implements AutoCloseable {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService executor;
    private final StateView state;
    private final PrometheusMeterRegistry registry;
    private final JsonMapper json = JsonMapper.builder().build();
    private final byte[] page;

    private AdminServer(HttpServer server, StateView state, PrometheusMeterRegistry registry) throws IOException {
        this.server = server;
        this.state = state;
        this.registry = registry;
        this.page = resource("index.html");
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("headgate-admin-", 0).factory());
    }

    /**
     * Binds and starts to answer.
     *
     * @param port 0 for any free one
     * @throws BindException if the port is taken
     * @throws IOException if the address can't be listened at
     */
    public static AdminServer start(String host, int port, StateView state, PrometheusMeterRegistry registry)
            throws IOException {
        AdminLimits.apply();
        AdminServer admin = new AdminServer(HttpServer.create(new InetSocketAddress(host, port), 0), state, registry);
        admin.routes();
        admin.server.setExecutor(admin.executor);
        admin.server.start();
        return admin;
    }

    /** The port it listens at. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void routes() {
        route("/", exchange -> answer(exchange, 200, "text/html; charset=utf-8", page));
        route("/health/live", exchange -> health(exchange, Health.live(state)));
        route("/health/ready", exchange -> health(exchange, Health.ready(state)));
        route("/api/state", exchange -> answer(exchange, 200, JSON, json.writeValueAsBytes(state.read())));
        route("/metrics", this::metrics);
    }

    private void metrics(HttpExchange exchange) throws IOException {
        String accepted = exchange.getRequestHeaders().getFirst("Accept");
        boolean openMetrics = accepted != null && accepted.contains("application/openmetrics-text");
        String type = openMetrics
                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                : "text/plain; version=0.0.4; charset=utf-8";
        answer(exchange, 200, type, registry.scrape(type).getBytes(StandardCharsets.UTF_8));
    }

    private void health(HttpExchange exchange, Health health) throws IOException {
        answer(exchange, health.isUp() ? 200 : 503, JSON, json.writeValueAsBytes(health));
    }

    /** A context of the JDK's server answers for all that lies below it too; only the path itself is meant. */
    private void route(String path, Answer answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (!exchange.getRequestURI().getPath().equals(path)) {
                    answer(exchange, 404, TEXT, "not here; see /\n".getBytes(StandardCharsets.UTF_8));
                } else if (!exchange.getRequestMethod().equals("GET")
                        && !exchange.getRequestMethod().equals("HEAD")) {
                    exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                    answer(exchange, 405, TEXT, "only GET and HEAD\n".getBytes(StandardCharsets.UTF_8));
                } else {
                    answer.to(exchange);
                }
            }
        });
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = AdminServer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the resource " + name + " is missing from the jar");
            }
            return in.readAllBytes();
        }
    }

    /** Stops to listen at once. */
    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    /** How one path is answered. */
    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }
}
