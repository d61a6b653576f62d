package dev.headgate.sim.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.sim.Rate;
import dev.headgate.sim.Simulator;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Serves {@code GET /metrics}, {@code GET /state} and {@code PUT /rate}, whose body is a rate as {@code --rate} takes it,
 * or 0 to pause. Requests run on virtual threads. A request that a page in a browser makes from elsewhere is refused: it has a
 * name in its {@code Host} that {@link LocalNames} doesn't know, or an {@code Origin}.
 */
public final class SimServer implements AutoCloseable {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int WRONG_METHOD = 405;
    private static final int WRONG_NAME = 421;
    private static final int LONGEST_BODY = 100;

    /** What a client may cost; read once in the life of the JVM, by its first server. What the user sets wins. */
    private static final Map<String, Integer> LIMITS = Map.of(
            "jdk.httpserver.maxConnections", 1_000,
            "sun.net.httpserver.maxReqTime", 10,
            "sun.net.httpserver.maxRspTime", 10,
            "sun.net.httpserver.maxReqHeaderSize", 16 * 1024,
            "sun.net.httpserver.maxReqHeaders", 100,
            "sun.net.httpserver.maxIdleConnections", 50);

    private final HttpServer server;
    private final LocalNames names;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private SimServer(HttpServer server, LocalNames names) {
        this.server = server;
        this.names = names;
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any free one
     * @throws IOException if the address can't be bound
     */
    public static SimServer start(String host, int port, Simulator sim, PrometheusMeterRegistry registry)
            throws IOException {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value.toString());
            }
        });
        SimServer made = new SimServer(HttpServer.create(new InetSocketAddress(host, port), 0), new LocalNames(host));
        made.server.setExecutor(made.threads);
        made.route("/metrics", exchange -> get(exchange, "text/plain; version=0.0.4; charset=utf-8", registry::scrape));
        made.route("/state", exchange -> get(exchange, "application/json", () -> JsonView.state(sim.progress())));
        made.route("/rate", exchange -> put(exchange, sim));
        made.server.start();
        return made;
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void route(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            Optional<String> host =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"));
            if (!names.know(host)) {
                answer(
                        exchange,
                        WRONG_NAME,
                        "text/plain",
                        "nothing is served by this name; use an address, localhost, or the name of --http-host\n");
            } else if (exchange.getRequestHeaders().containsKey("Origin")) {
                answer(exchange, FORBIDDEN, "text/plain", "no page of another server may ask here\n");
            } else {
                handler.handle(exchange);
            }
        });
    }

    private static void get(HttpExchange exchange, String type, Supplier<String> body) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            answer(exchange, OK, type, body.get());
        } else {
            answer(exchange, WRONG_METHOD, "text/plain", "only GET\n");
        }
    }

    private static void put(HttpExchange exchange, Simulator sim) throws IOException {
        if (!exchange.getRequestMethod().equals("PUT")) {
            answer(exchange, WRONG_METHOD, "text/plain", "only PUT, with a rate as the body\n");
            return;
        }
        String text = new String(exchange.getRequestBody().readNBytes(LONGEST_BODY), UTF_8).strip();
        try {
            sim.setRate(text.equals("0") ? 0 : Rate.parse(text).perSecond());
            answer(exchange, OK, "application/json", JsonView.state(sim.progress()));
        } catch (IllegalArgumentException e) {
            answer(exchange, BAD_REQUEST, "text/plain", e.getMessage() + ", or 0 to pause\n");
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
