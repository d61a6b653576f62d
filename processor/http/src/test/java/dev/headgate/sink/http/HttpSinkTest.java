package dev.headgate.sink.http;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.headgate.LoggedLines;
import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.Output;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.SourceContext;
import dev.headgate.sink.http.HttpReceiver.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One record per request, to a real server. */
@Timeout(30)
class HttpSinkTest {
    private static final byte[] ANY_BYTES = {0, (byte) 0xff, 10, 13, (byte) 0xfe};

    private final HttpReceiver receiver = new HttpReceiver();
    private final List<Sink<Output>> sinks = new ArrayList<>();

    @AfterEach
    void close() {
        receiver.close();
        sinks.forEach(Sink::close);
    }

    private Sink<Output> sink(String... options) {
        Sink<Output> sink = new HttpSinkProvider().create(receiver.options(options), Map.of());
        sinks.add(sink);
        return sink;
    }

    private static CompletableFuture<Ack> deliver(Sink<Output> sink, Output output, long offset) throws Exception {
        return sink.deliver(output, SourceContext.at(offset)).toCompletableFuture();
    }

    private static Throwable failureOf(CompletableFuture<Ack> acknowledgement) throws Exception {
        try {
            throw new AssertionError("no failure, but " + acknowledgement.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    private Throwable failure(String... options) throws Exception {
        return failureOf(deliver(sink(options), Output.of(bytes("k"), bytes("v")), 12));
    }

    @Test
    void a_record_is_posted_with_its_bytes_and_where_it_comes_from() throws Exception {
        Sink<Output> sink = sink("headers.Authorization", "Bearer abc", "content-type", "image/png");

        assertThat(deliver(sink, Output.of(bytes("key-1"), ANY_BYTES), 12))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(Ack.DELIVERED);

        HttpReceiver.Request request = receiver.requests.getFirst();
        assertThat(request.body()).isEqualTo(ANY_BYTES);
        assertThat(request.header("Idempotency-Key")).isEqualTo("orders-3@12");
        assertThat(request.header("Headgate-Topic")).isEqualTo("orders");
        assertThat(request.header("Headgate-Partition")).isEqualTo("3");
        assertThat(request.header("Headgate-Offset")).isEqualTo("12");
        assertThat(request.header("Headgate-Timestamp")).isEqualTo("1700000000000");
        assertThat(request.header("Headgate-Attempt")).isEqualTo("1");
        assertThat(request.header("Headgate-Key")).isEqualTo("key-1");
        assertThat(request.header("Authorization")).isEqualTo("Bearer abc");
        assertThat(request.header("Content-Type")).isEqualTo("image/png");
        assertThat(request.headers()).doesNotContainKeys("Headgate-Tombstone", "Headgate-key-base64", "Upgrade");
    }

    @Test
    void a_key_that_is_no_visible_text_is_sent_in_base64() throws Exception {
        deliver(sink(), Output.of(ANY_BYTES, bytes("v")), 1).get();

        assertThat(receiver.requests.getFirst().header("Headgate-Key-Base64")).isEqualTo("AP8KDf4=");
        assertThat(receiver.requests.getFirst().header("Headgate-Key")).isNull();
    }

    @Test
    void a_key_that_is_too_long_for_a_header_is_left_out_and_its_length_told() throws Exception {
        Sink<Output> sink = sink();
        byte[] longest = bytes("k".repeat(2_048));
        byte[] longestOfAnyBytes = new byte[1_536];
        try (LoggedLines logged = LoggedLines.open()) {
            deliver(sink, Output.of(longest, bytes("v")), 1).get();
            deliver(sink, Output.of(longestOfAnyBytes, bytes("v")), 2).get();
            assertThat(logged.messages(Level.WARN, "goes without its key")).isEmpty();
            deliver(sink, Output.of(bytes("k".repeat(100_000)), bytes("v")), 3).get();
            deliver(sink, Output.of(new byte[1_537], bytes("v")), 4).get();
            assertThat(logged.messages(Level.WARN, "goes without its key"))
                    .singleElement(as(InstanceOfAssertFactories.STRING))
                    .startsWith("orders-3@3 ")
                    .contains("100000 bytes");
        }

        assertThat(receiver.requests)
                .extracting(request -> request.header("Headgate-Key-Left-Out"))
                .containsExactly(null, null, "100000", "1537");
        assertThat(receiver.requests)
                .extracting(HttpReceiver.Request::headers)
                .satisfiesExactly(
                        headers -> assertThat(headers).containsEntry("Headgate-key", List.of("k".repeat(2_048))),
                        headers -> assertThat(headers).containsKey("Headgate-key-base64"),
                        headers -> assertThat(headers).doesNotContainKeys("Headgate-key", "Headgate-key-base64"),
                        headers -> assertThat(headers).doesNotContainKeys("Headgate-key", "Headgate-key-base64"));
    }

    @Test
    void a_tombstone_is_told_from_an_empty_value() throws Exception {
        Sink<Output> sink = sink();
        deliver(sink, Output.of(null, null), 1).get();
        deliver(sink, Output.of(null, bytes("")), 2).get();

        assertThat(receiver.requests)
                .extracting(request -> request.header("Headgate-Tombstone"))
                .containsExactly("true", null);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    void any_success_acknowledges(int status) throws Exception {
        receiver.answers(_ -> Answer.of(status));

        assertThat(deliver(sink(), Output.of(null, bytes("v")), 1)).succeedsWithin(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({
        "408, dev.headgate.api.DownstreamUnavailableException",
        "429, dev.headgate.api.DownstreamUnavailableException",
        "502, dev.headgate.api.DownstreamUnavailableException",
        "503, dev.headgate.api.DownstreamUnavailableException",
        "504, dev.headgate.api.DownstreamUnavailableException",
        "400, dev.headgate.api.RejectedRecordException",
        "409, dev.headgate.api.RejectedRecordException",
        "413, dev.headgate.api.RejectedRecordException",
        "422, dev.headgate.api.RejectedRecordException",
        "500, dev.headgate.sink.http.HttpStatusException",
        "501, dev.headgate.sink.http.HttpStatusException",
        "401, dev.headgate.sink.http.HttpStatusException",
        "403, dev.headgate.sink.http.HttpStatusException",
        "404, dev.headgate.sink.http.HttpStatusException",
        "301, dev.headgate.sink.http.HttpStatusException",
    })
    void a_status_is_read_by_its_meaning(int status, Class<? extends Exception> meaning) throws Exception {
        receiver.answers(_ -> Answer.of(status));

        assertThat(failure()).isExactlyInstanceOf(meaning).hasMessageContaining(Integer.toString(status));
    }

    @Test
    void a_refusal_shows_the_first_200_characters_of_the_answer_in_one_line() throws Exception {
        receiver.answers(_ -> Answer.of(422, "the price\nis negative " + "x".repeat(100_000)));

        assertThat(failure())
                .isInstanceOf(RejectedRecordException.class)
                .hasMessage(receiver.url() + " answered 422: the price is negative " + "x".repeat(178) + "…");
    }

    @Test
    void the_time_to_stay_away_is_passed_on() throws Exception {
        receiver.answers(_ -> Answer.of(503).with("Retry-After", "7"));

        assertThat(failure())
                .isInstanceOfSatisfying(
                        DownstreamUnavailableException.class,
                        unavailable -> assertThat(unavailable.retryAfter()).isEqualTo(Duration.ofSeconds(7)))
                .hasMessageContaining("retry after 7000 ms");
    }

    @Test
    void a_server_that_is_not_there_is_unavailable() throws Exception {
        String url;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = "http://localhost:" + free.getLocalPort() + "/";
        }

        assertThat(failure("url", url))
                .isInstanceOf(DownstreamUnavailableException.class)
                .hasMessageContaining(url + " can't be reached: ConnectException");
    }

    @Test
    void a_server_that_hangs_up_is_unavailable() throws Exception {
        receiver.answers(_ -> {
            throw new IllegalStateException("the connection is closed without an answer");
        });

        assertThat(failure()).isInstanceOf(DownstreamUnavailableException.class);
    }

    @Test
    void a_server_that_does_not_answer_in_time_is_unavailable() throws Exception {
        receiver.answers(_ -> {
            new CountDownLatch(1).await();
            return Answer.of(200);
        });

        assertThat(failure("timeout", "100ms"))
                .isInstanceOf(DownstreamUnavailableException.class)
                .hasMessageContaining("no complete answer within 100 ms");
    }

    @Test
    void an_answer_whose_body_never_ends_is_not_waited_for() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            var _ = thread.submit(() -> {
                var connection = server.accept();
                connection.getOutputStream().write(bytes("HTTP/1.1 500 Oh\r\nContent-Length: 100\r\n\r\nhalf"));
                connection.getOutputStream().flush();
                return connection;
            });

            assertThat(failure("timeout", "200ms", "url", "http://localhost:" + server.getLocalPort() + "/"))
                    .isInstanceOf(DownstreamUnavailableException.class)
                    .hasMessageContaining("no complete answer within 200 ms");
        }
    }

    @Test
    void no_more_requests_are_under_way_than_allowed() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        receiver.answers(_ -> {
            go.await();
            return Answer.of(200);
        });
        Sink<Output> sink = sink("max-in-flight", "3");
        List<CompletableFuture<Ack>> acknowledgements = new ArrayList<>();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                int offset = i;
                acknowledgements.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return deliver(sink, Output.of(null, bytes("v")), offset)
                                        .get();
                            } catch (Exception e) {
                                throw new CompletionException(e);
                            }
                        },
                        workers)); // which wait for their turn, as this thread must not
            }
            await().until(() -> receiver.inFlight() == 3);
            go.countDown();
        }

        assertThat(acknowledgements)
                .allSatisfy(acknowledgement -> assertThat(acknowledgement).succeedsWithin(Duration.ofSeconds(10)));
        assertThat(receiver.requests).hasSize(20);
        assertThat(receiver.mostInFlight()).isEqualTo(3);
    }

    @Test
    void closing_waits_for_what_is_under_way() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        receiver.answers(_ -> {
            arrived.countDown();
            go.await();
            return Answer.of(200);
        });
        Sink<Output> sink = sink("max-in-flight", "1");
        CompletableFuture<Ack> sent = deliver(sink, Output.of(null, bytes("1")), 1);
        CompletableFuture<Ack> waiting = deliver(sink, Output.of(null, bytes("2")), 2);
        arrived.await();

        Thread closing = Thread.ofVirtual().start(sink::close);
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        go.countDown();
        closing.join();

        assertThat(sent).isCompletedWithValue(Ack.DELIVERED);
        assertThat(waiting).isCompletedWithValue(Ack.DELIVERED);
    }

    @Test
    void closing_cancels_what_is_under_way_for_too_long() throws Exception {
        receiver.answers(_ -> {
            new CountDownLatch(1).await();
            return Answer.of(200);
        });
        Sink<Output> sink = sink("max-in-flight", "1", "close-timeout", "100ms");
        CompletableFuture<Ack> sent = deliver(sink, Output.of(null, bytes("1")), 1);
        CompletableFuture<Ack> waiting = deliver(sink, Output.of(null, bytes("2")), 2);

        sink.close();

        assertThat(failureOf(sent)).isInstanceOf(DownstreamUnavailableException.class);
        assertThat(failureOf(waiting)).isInstanceOf(DownstreamUnavailableException.class);
    }
}
