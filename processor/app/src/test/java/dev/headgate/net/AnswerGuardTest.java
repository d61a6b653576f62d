package dev.headgate.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask and don't read, before a real server whose answers are far larger than what the network holds. */
@Timeout(30)
class AnswerGuardTest {
    private static final byte[] LARGE = new byte[32 << 20];

    private final AnswerGuard guard = new AnswerGuard(1, Duration.ofMillis(500), Duration.ofMillis(50));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch cut = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // before each test
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/large", exchange -> guard.inTurn(() -> large(exchange), () -> status(exchange, 503)));
        server.createContext(
                "/small", exchange -> guard.inTurn(() -> status(exchange, 200), () -> status(exchange, 503)));
        server.createContext("/probe", exchange -> guard.now(() -> status(exchange, 200)));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
        guard.close();
    }

    private void large(HttpExchange exchange) throws IOException {
        begun.incrementAndGet();
        try (exchange) {
            exchange.sendResponseHeaders(200, LARGE.length);
            exchange.getResponseBody().write(LARGE);
        } catch (IOException e) {
            cut.countDown();
            throw e;
        }
    }

    private static void status(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private Socket ask(String path) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private String firstLine(String path) throws IOException {
        try (Socket socket = ask(path)) {
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void who_does_not_read_holds_a_place_for_its_time_and_never_keeps_a_probe_out() throws Exception {
        try (Socket deaf = ask("/large")) {
            while (begun.get() == 0) {
                Thread.onSpinWait();
            }
            assertThat(firstLine("/small")).isEqualTo("HTTP/1.1 503");
            assertThat(firstLine("/probe")).isEqualTo("HTTP/1.1 200");

            assertThat(cut.await(10, TimeUnit.SECONDS)).as("cut off").isTrue();
            assertThat(firstLine("/small")).isEqualTo("HTTP/1.1 200");
            assertThat(deaf.isClosed()).as("still there on its side").isFalse();
        }
    }
}
