package dev.headgate.audit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.net.AnswerGuard;
import dev.headgate.net.HostCheck;
import dev.headgate.net.ServerLimits;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** A verdict over many partitions is asked of all instances first, so it may take longer than the page of a processor. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int ANSWERS = 32;

    private final HttpServer server;
    private final ExecutorService executor;
    private final HostCheck hosts;
    private final AnswerGuard guard = new AnswerGuard(ANSWERS, LONGEST_ANSWER, PATIENCE);

    private AuditServer(HttpServer server, HostCheck hosts) {
        this.server = server;
        this.hosts = hosts;
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
        ServerLimits.apply();
        AuditServer started =
                new AuditServer(HttpServer.create(new InetSocketAddress(host, port), 0), new HostCheck(Set.of(host)));
        started.server.setExecutor(started.executor);
        started.server.start();
        return started;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Answers with what this makes of the query, as JSON; a URI as a redirect. */
    void route(String path, Answer answer) {
        get(path, exchange -> answer(exchange, answer));
    }

    private void get(String path, HttpHandler handler) {
        server.createContext(
                path,
                exchange -> guard.inTurn(
                        () -> only(exchange, path, handler),
                        () -> only(exchange, path, busy -> text(busy, 503, "too many answers are under way"))));
    }

    private void only(HttpExchange exchange, String path, HttpHandler handler) throws IOException {
        Optional<String> host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"));
        try (exchange) {
            if (!hosts.admits(host)) {
                text(exchange, 421, "nothing is served by this name; use the one of --host, or an address");
            } else if (!exchange.getRequestURI().getPath().equals(path)) {
                text(exchange, 404, "not here");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                text(exchange, 405, "only GET");
            } else {
                handler.handle(exchange);
            }
        }
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
            text(exchange, 400, String.valueOf(e.getMessage()));
        } catch (AuditUnavailableException | InvalidStateStoreException e) {
            text(exchange, 503, String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            text(exchange, 503, "ending");
        } catch (RuntimeException e) {
            LOG.warn("{} could not be answered", exchange.getRequestURI(), e);
            text(exchange, 500, "failed, see the log");
        }
    }

    /** Serves what Prometheus asks for. */
    void metrics(PrometheusMeterRegistry registry) {
        String type = "text/plain; version=0.0.4; charset=utf-8";
        get(
                "/metrics",
                exchange -> send(exchange, 200, type, registry.scrape(type).getBytes(StandardCharsets.UTF_8)));
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

    private static void text(HttpExchange exchange, int status, String line) throws IOException {
        send(exchange, status, TEXT, (line + "\n").getBytes(StandardCharsets.UTF_8));
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
        guard.close();
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
