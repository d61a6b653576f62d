package dev.headgate.sink.http;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.Output;
import dev.headgate.internal.sink.SourceContext;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/2, where the server says how many requests may be under way on a connection. */
@Timeout(30)
class HttpStreamsTest {
    private static final int STREAMS = 3;
    private static final int RECORDS = 14;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<CompletableFuture<Optional<Throwable>>> requests = new ArrayList<>();
    private final List<List<PendingRecord>> started = new ArrayList<>();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    private static CompletableFuture<Ack> deliver(HttpSink sink, int number) throws Exception {
        return sink.deliver(Output.of(null, bytes("r" + number)), SourceContext.at(number))
                .toCompletableFuture();
    }

    @Test
    void requests_beyond_the_servers_streams_wait_for_one_and_open_no_circuit() throws Exception {
        try (Http2Receiver receiver = new Http2Receiver(STREAMS)) {
            HttpSink sink = new HttpSink(
                    HttpSinkOptions.read(Map.of("url", receiver.url())),
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build());
            assertThat(deliver(sink, 0)).as("the upgrade").succeedsWithin(Duration.ofSeconds(10));
            List<CompletableFuture<Ack>> acknowledgements = new ArrayList<>();
            for (int i = 1; i <= RECORDS; i++) {
                acknowledgements.add(deliver(sink, i));
            }
            for (int i = 1; i <= RECORDS; i++) {
                int arrived = Math.min(RECORDS, i + STREAMS - 1);
                await().pollInterval(Duration.ofMillis(2))
                        .until(() -> receiver.bodies().size() == arrived);
                receiver.answer();
            }

            assertThat(acknowledgements)
                    .allSatisfy(acknowledgement -> assertThat(acknowledgement)
                            .succeedsWithin(Duration.ofSeconds(10))
                            .isEqualTo(Ack.DELIVERED));
            assertThat(receiver.mostOpen()).isEqualTo(STREAMS);
            assertThat(receiver.bodies())
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, RECORDS)
                            .mapToObj(i -> "r" + i)
                            .toList());
            sink.close();
        }
    }

    /** Requests that end when the test says so. */
    private StreamTurns turns() {
        return new StreamTurns(
                batch -> {
                    CompletableFuture<Optional<Throwable>> request = new CompletableFuture<>();
                    synchronized (this) {
                        started.add(batch);
                        requests.add(request);
                    }
                    return request;
                },
                timer);
    }

    private synchronized int started() {
        return requests.size();
    }

    private synchronized void end(int index, Optional<Throwable> failure) {
        requests.get(index).complete(failure);
    }

    private static Optional<Throwable> noStream() {
        return Optional.of(new NoStreamException(new IllegalStateException("too many concurrent streams")));
    }

    private static List<PendingRecord> batch(int number) {
        return List.of(new PendingRecord(Output.of(null, null), SourceContext.at(number), new byte[0]));
    }

    @Test
    void a_later_request_does_not_overtake_one_that_found_no_stream() {
        StreamTurns turns = turns();
        for (int i = 0; i < 3; i++) {
            var _ = turns.post(batch(i));
        }
        end(2, noStream());
        end(1, noStream());
        var _ = turns.post(batch(3));
        for (int i = 3; i < 6; i++) {
            int count = i + 1;
            await().until(() -> started() >= count);
        }

        assertThat(started)
                .extracting(batch -> batch.getFirst().context().offset())
                .containsExactly(0L, 1L, 2L, 1L, 2L, 3L);
    }

    @Test
    void a_request_that_finds_no_stream_though_it_is_alone_is_tried_again_in_a_moment() {
        StreamTurns turns = turns();
        CompletableFuture<Optional<Throwable>> answer = turns.post(batch(0));
        end(0, noStream());
        await().until(() -> started() == 2);
        end(1, Optional.empty());

        assertThat(answer).isCompletedWithValue(Optional.empty());
    }

    @Test
    void closing_ends_those_who_wait() {
        StreamTurns turns = turns();
        var _ = turns.post(batch(0));
        CompletableFuture<Optional<Throwable>> waiting = turns.post(batch(1));
        timer.shutdownNow();
        end(1, noStream());

        assertThat(waiting)
                .isCompletedWithValueMatching(
                        failure -> failure.orElseThrow() instanceof DownstreamUnavailableException);
    }

    @Test
    void a_server_that_has_no_stream_for_long_is_unavailable_to_all_who_wait() {
        StreamTurns turns = new StreamTurns(_ -> CompletableFuture.completedFuture(noStream()), timer);
        CompletableFuture<Optional<Throwable>> first = turns.post(batch(0));
        CompletableFuture<Optional<Throwable>> second = turns.post(batch(1));

        assertThat(List.of(first, second))
                .allSatisfy(answer -> assertThat(answer)
                        .succeedsWithin(Duration.ofSeconds(20))
                        .satisfies(failure ->
                                assertThat(failure).get().isInstanceOf(DownstreamUnavailableException.class)));
    }
}
