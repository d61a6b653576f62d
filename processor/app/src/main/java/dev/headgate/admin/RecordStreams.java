package dev.headgate.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.headgate.state.EndedRecord;
import dev.headgate.state.RecordFilter;
import dev.headgate.state.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code GET /records/stream}: the records as they end, to at most {@value #MOST} clients, as server-sent events or, unless
 * that is what {@code Accept} asks for, as lines of JSON. A client that is too slow misses records, and is told how many.
 *
 * <p>Records are data, so this wants the token that commands want. Only a write tells that a client has hung up; so in quiet
 * times one goes out every {@value #HEARTBEAT_MILLIS} ms, and the second one after the hang-up ends it.
 */
final class RecordStreams implements AutoCloseable {
    static final String PATH = "/records/stream";
    static final int MOST = 8;
    static final int HEARTBEAT_MILLIS = 250;

    private final JsonMapper json;
    private final Function<RecordFilter, Subscription> watch;
    private final TokenCheck token;
    private final Set<ClientWriter> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;

    RecordStreams(JsonMapper json, Function<RecordFilter, Subscription> watch, TokenCheck token) {
        this.json = json;
        this.watch = watch;
        this.token = token;
    }

    /** What is told instead of records. */
    private record Missed(long missed) {}

    /** How the stream is written. */
    private enum Form {
        EVENTS("text/event-stream; charset=utf-8", ":\n\n"),
        LINES("application/x-ndjson; charset=utf-8", "\n");

        private final String type;
        private final String heartbeat;

        Form(String type, String heartbeat) {
            this.type = type;
            this.heartbeat = heartbeat;
        }

        byte[] heartbeat() {
            return heartbeat.getBytes(StandardCharsets.US_ASCII);
        }

        byte[] of(String event, String body) {
            String text = this == EVENTS ? "event: " + event + "\ndata: " + body + "\n\n" : body + "\n";
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Serves one client until it goes, is cut off, or this is closed. Called by the request's own thread. */
    void serve(HttpExchange exchange) throws IOException {
        if (!token.admits(exchange)) {
            return;
        }
        RecordFilter filter;
        try {
            filter = RecordQuery.of(exchange.getRequestURI());
        } catch (IllegalArgumentException e) {
            EndpointResponses.text(exchange, 400, String.valueOf(e.getMessage()));
            return;
        }
        if (closed || count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            EndpointResponses.text(exchange, 503, "already " + MOST + " clients read records; close one");
            return;
        }
        try {
            stream(exchange, filter);
        } finally {
            count.decrementAndGet();
        }
    }

    private void stream(HttpExchange exchange, RecordFilter filter) throws IOException {
        String accepted = exchange.getRequestHeaders().getFirst("Accept");
        Form form = accepted != null && accepted.contains("text/event-stream") ? Form.EVENTS : Form.LINES;
        EndpointResponses.begin(exchange, form.type);
        exchange.sendResponseHeaders(200, 0);
        ClientWriter client = new ClientWriter(exchange.getResponseBody());
        clients.add(client);
        try (Subscription subscription = watch.apply(filter)) {
            client.write(form.heartbeat());
            pass(subscription, client, form);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clients.remove(client);
        }
    }

    private void pass(Subscription subscription, ClientWriter client, Form form)
            throws IOException, InterruptedException {
        long told = 0;
        while (!closed) {
            Optional<EndedRecord> next = subscription.take(Duration.ofMillis(HEARTBEAT_MILLIS));
            client.write(next.map(ended -> form.of("record", json.writeValueAsString(RecordLine.of(ended))))
                    .orElseGet(form::heartbeat));
            long missed = subscription.missed();
            if (missed > told) {
                client.write(form.of("missed", json.writeValueAsString(new Missed(missed - told))));
                told = missed;
            }
        }
    }

    /** How many read. */
    int reading() {
        return count.get();
    }

    /** Ends the streams of those who have taken nothing for long. Called now and then by the dashboard's thread. */
    void cutStalled() {
        long now = System.nanoTime();
        clients.stream().filter(client -> client.isStalled(now)).forEach(ClientWriter::cut);
    }

    /** Ends all streams. */
    @Override
    public void close() {
        closed = true;
        clients.forEach(ClientWriter::cut);
    }
}
