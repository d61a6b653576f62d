package dev.headgate.sim.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.sim.Rate;
import dev.headgate.sim.Simulator;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves {@code GET /metrics}, {@code GET /state} and {@code PUT /rate}, whose body is a rate as {@code --rate} takes it,
 * or 0 to pause. Requests run on virtual threads.
 */
public final class SimServer implements AutoCloseable {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int WRONG_METHOD = 405;
    private static final int LONGEST_BODY = 100;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private SimServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any free one
     * @throws IOException if the address can't be bound
     */
    public static SimServer start(String host, int port, Simulator sim, PrometheusMeterRegistry registry)
            throws IOException {
        SimServer made = new SimServer(HttpServer.create(new InetSocketAddress(host, port), 0));
        made.server.setExecutor(made.threads);
        made.server.createContext(
                "/metrics",
                exchange -> made.get(exchange, "text/plain; version=0.0.4; charset=utf-8", registry.scrape()));
        made.server.createContext(
                "/state", exchange -> made.get(exchange, "application/json", JsonView.state(sim.progress())));
        made.server.createContext("/rate", exchange -> made.put(exchange, sim));
        made.server.start();
        return made;
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void get(HttpExchange exchange, String type, String body) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            answer(exchange, OK, type, body);
        } else {
            answer(exchange, WRONG_METHOD, "text/plain", "only GET\n");
        }
    }

    private void put(HttpExchange exchange, Simulator sim) throws IOException {
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
