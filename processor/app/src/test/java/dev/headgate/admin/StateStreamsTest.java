package dev.headgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StateStreamsTest {
    private final StateStreams streams = new StateStreams();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> sockets = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // before each test
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/stream", exchange -> {
            try (exchange) {
                streams.serve(exchange, json("first"));
            }
        });
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        streams.close();
        server.stop(0);
        executor.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static byte[] json(String text) {
        return ("{\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    private BufferedReader watch() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(server.getAddress());
        sockets.add(socket);
        socket.getOutputStream().write("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String lineWith(BufferedReader reader, String wanted) throws IOException {
        String line = reader.readLine();
        while (line != null && !line.contains(wanted)) {
            line = reader.readLine();
        }
        return String.valueOf(line);
    }

    @Test
    void a_client_gets_the_state_at_once_and_then_each_event() throws Exception {
        BufferedReader reader = watch();
        assertThat(lineWith(reader, "data:")).contains("first");
        await().until(streams::hasClients);
        streams.publish("state", json("second"));
        assertThat(lineWith(reader, "event:")).contains("state");
        assertThat(lineWith(reader, "data:")).contains("second");
    }

    @Test
    void one_client_too_many_is_turned_away_and_a_place_that_is_left_is_taken_again() throws Exception {
        for (int i = 0; i < StateStreams.MOST; i++) {
            lineWith(watch(), "data:");
        }
        assertThat(lineWith(watch(), "HTTP/1.1")).contains("503");
        sockets.getFirst().close();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            streams.publish("state", json("to notice who is gone"));
            return streams.watching() < StateStreams.MOST;
        });
        assertThat(lineWith(watch(), "HTTP/1.1")).contains("200");
    }

    @Test
    @Tag("long")
    void a_client_that_takes_nothing_is_cut_off_and_the_others_get_theirs() throws Exception {
        lineWith(watch(), "data:");
        BufferedReader healthy = watch();
        lineWith(healthy, "data:");
        await().until(() -> streams.watching() == 2);
        byte[] large = json("x".repeat(8_000_000));
        // The first client has stopped to read: its socket fills up, the write blocks, and so long an event waits for
        // it.
        Future<?> _ = executor.submit(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                healthy.readLine();
            }
            return null;
        });
        await().atMost(Duration.ofSeconds(StateStreams.STALL_SECONDS + 20L))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    streams.publish("state", large);
                    return streams.watching() == 1;
                });
        assertThat(streams.hasClients()).isTrue();
    }

    @Test
    void closing_ends_all_streams() throws Exception {
        BufferedReader reader = watch();
        lineWith(reader, "data:");
        await().until(streams::hasClients);
        streams.close();
        await().until(() -> streams.watching() == 0);
    }
}
