package dev.headgate.audit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers over HTTP, each request on a virtual thread of its own. Bound before the audit starts, since its port is what the
 * instance is known by to the others; until there are routes every path is a 404.
 */
final class AuditServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditServer.class);
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService executor;

    private AuditServer(HttpServer server) {
        this.server = server;
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("headgate-audit-http-", 0).factory());
    }

    /**
     * Binds and starts to answer.
     *
     * @throws BindException if the port is taken
     * @throws IOException if the address can't be listened at
     */
    static AuditServer start(String host, int port) throws IOException {
        AuditServer started = new AuditServer(HttpServer.create(new InetSocketAddress(host, port), 0));
        started.server.setExecutor(started.executor);
        started.server.start();
        return started;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Answers with what this makes of the query, as JSON; a URI as a redirect. */
    void route(String path, Answer answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (!exchange.getRequestURI().getPath().equals(path)) {
                    send(exchange, 404, TEXT, "not here\n".getBytes(StandardCharsets.UTF_8));
                } else if (!exchange.getRequestMethod().equals("GET")) {
                    send(exchange, 405, TEXT, "only GET\n".getBytes(StandardCharsets.UTF_8));
                } else {
                    answer(exchange, answer);
                }
            }
        });
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        try {
            Object answered = answer.to(query(exchange));
            if (answered instanceof URI elsewhere) {
                exchange.getResponseHeaders().set("Location", elsewhere.toString());
                send(exchange, 307, TEXT, new byte[0]);
            } else {
                send(exchange, 200, JSON, Peers.JSON.writeValueAsBytes(answered));
            }
        } catch (IllegalArgumentException e) {
            send(exchange, 400, TEXT, (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (AuditUnavailableException | InvalidStateStoreException e) {
            send(exchange, 503, TEXT, (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            send(exchange, 503, TEXT, "ending\n".getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            LOG.warn("{} could not be answered", exchange.getRequestURI(), e);
            send(exchange, 500, TEXT, "failed, see the log\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Serves what Prometheus asks for. */
    void metrics(PrometheusMeterRegistry registry) {
        server.createContext("/metrics", exchange -> {
            try (exchange) {
                String type = "text/plain; version=0.0.4; charset=utf-8";
                send(exchange, 200, type, registry.scrape(type).getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(
                                pair -> decoded(pair[0]),
                                pair -> pair.length > 1 ? decoded(pair[1]) : "",
                                (_, last) -> last));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
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
    interface Answer {
        /**
         * The answer to this query.
         *
         * @throws IllegalArgumentException if the query can't be understood
         * @throws AuditUnavailableException if there is no answer at present
         */
        Object to(Map<String, String> query) throws AuditUnavailableException, InterruptedException;
    }
}
