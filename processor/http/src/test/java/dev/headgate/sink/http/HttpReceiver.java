package dev.headgate.sink.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.internal.sink.Utf8;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real HTTP server that remembers what it received and answers as the test says. */
public final class HttpReceiver implements AutoCloseable {
    /** What it received. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Request(Headers headers, byte[] body) {
        @Nullable
        String header(String name) {
            return headers.getFirst(name);
        }

        public String text() {
            return Utf8.text(body);
        }
    }

    /** What it answers. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public static Answer of(int status) {
            return new Answer(status, Map.of(), "");
        }

        public static Answer of(int status, String body) {
            return new Answer(status, Map.of(), body);
        }

        Answer with(String name, String value) {
            return new Answer(status, Map.of(name, value), body);
        }
    }

    /** Decides on the answer; called by many threads at once. */
    public interface Behaviour {
        Answer answer(Request request) throws InterruptedException;
    }

    public final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile Behaviour behaviour = _ -> Answer.of(204);

    public HttpReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes());
            requests.add(request);
            Answer answer = behaviour.answer(request);
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            byte[] body = Utf8.bytes(answer.body());
            inFlight.decrementAndGet();
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    public void answers(Behaviour newBehaviour) {
        behaviour = newBehaviour;
    }

    int inFlight() {
        return inFlight.get();
    }

    int mostInFlight() {
        return mostInFlight.get();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/in";
    }

    /** The options of a sink that posts here; the rest are pairs of a key and a value. */
    public Map<String, String> options(String... more) {
        Map<String, String> options = new HashMap<>(Map.of("url", url()));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
