package dev.headgate.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.Invoices;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineState;
import dev.headgate.state.PauseReason;
import dev.headgate.state.RetryReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a new user copies, {@link Invoices}, on a real broker and with a server that goes away and comes back. */
@Tag("broker")
@Timeout(60)
public class FirstExampleTest {
    private static final int RECORDS = 300;

    private final int port = freePort();
    private final Set<String> arrived = ConcurrentHashMap.newKeySet();
    private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final HttpClient httpClient = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        never.countDown();
        httpClient.close();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A server that answers this many requests, and no other. */
    private HttpServer serve(int answers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String body = TestKafka.text(exchange.getRequestBody().readAllBytes());
            if (arrived.size() >= answers) {
                awaitNothing();
            }
            int status = body.equals("13") ? 422 : 200;
            if (status == 200) {
                arrived.add(body);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private void awaitNothing() throws IOException {
        try {
            never.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Headgate start(String topic) {
        URI service = URI.create("http://127.0.0.1:" + port + "/invoices");
        return new Invoices(httpClient, service).start(TestKafka.consumer(topic), topic, (letter, context) -> {
            deadLetters.add(letter);
            return Ack.now();
        });
    }

    private static long putOff(Headgate headgate) {
        return headgate.snapshot()
                .counters()
                .failures()
                .retriesBy()
                .getOrDefault(RetryReason.DOWNSTREAM_UNAVAILABLE, 0L);
    }

    private void awaitAway(Headgate headgate, long putOffMoreThan) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            assertThat(deadLetters.size()).as("dead letters of good records").isLessThanOrEqualTo(1);
            return headgate.snapshot().pauseReason() == PauseReason.DOWNSTREAM_UNAVAILABLE
                    && putOff(headgate) >= putOffMoreThan + 3;
        });
    }

    @Test
    void loses_no_record_to_a_downstream_that_is_away_goes_away_and_comes_back() throws Exception {
        String topic = TestKafka.newTopic(4);
        TestKafka.produce(topic, RECORDS, 30);
        try (Headgate headgate = start(topic)) {
            awaitAway(headgate, 0);
            assertThat(deadLetters).as("while nothing listens at the port").isEmpty();

            HttpServer server = serve(RECORDS / 2);
            await().atMost(Duration.ofSeconds(20)).until(() -> arrived.size() >= RECORDS / 2);
            long before = putOff(headgate);
            server.stop(0); // amid requests that it has taken and not answered
            awaitAway(headgate, before);
            assertThat(headgate.snapshot().state()).isEqualTo(EngineState.RUNNING);

            server = serve(Integer.MAX_VALUE);
            await().atMost(Duration.ofSeconds(20)).until(() -> TestKafka.committedTotal(topic) == RECORDS);
            server.stop(0);
            EngineCounters counters = headgate.snapshot().counters();
            assertThat(counters.records().acked()).isEqualTo(RECORDS - 1);
            assertThat(counters.failures().retries()).as("attempts burnt").isZero();
        }
        assertThat(arrived).hasSize(RECORDS - 1);
        assertThat(deadLetters)
                .as("what the server refused")
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason())
                        .isInstanceOf(RejectedRecordException.class)
                        .hasMessage("status 422"));
    }
}
