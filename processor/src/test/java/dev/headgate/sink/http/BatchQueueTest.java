package dev.headgate.sink.http;

import static dev.headgate.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.api.Output;
import dev.headgate.api.SinkUnavailableException;
import dev.headgate.sink.SourceContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue in front of requests that end when the test says so. */
@Timeout(10)
class BatchQueueTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<List<Posting>> sent = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> requests = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    private BatchQueue queue(int batchRecords, int maxInFlight) {
        HttpSinkOptions options = HttpSinkOptions.read(Map.of(
                "url",
                "http://localhost/",
                "batch.records",
                Integer.toString(batchRecords),
                "batch.linger",
                "1h",
                "max-in-flight",
                Integer.toString(maxInFlight)));
        return new BatchQueue(
                options,
                Duration.ofMillis(50),
                batch -> {
                    sent.add(batch);
                    CompletableFuture<Void> request = new CompletableFuture<>();
                    requests.add(request);
                    return request;
                },
                timer);
    }

    private static Posting posting(long offset) {
        return new Posting(Output.of(null, bytes("v")), SourceContext.at(offset), bytes("v"));
    }

    @Test
    void the_sink_is_unavailable_to_whoever_finds_no_room_for_long() throws Exception {
        BatchQueue queue = queue(2, 1);
        for (int i = 0; i < 4; i++) {
            queue.add(posting(i));
        }

        assertThatExceptionOfType(SinkUnavailableException.class)
                .isThrownBy(() -> queue.add(posting(4)))
                .withMessage("none of 1 requests in flight ended within 50 ms");
        assertThat(sent).hasSize(1);
    }

    @Test
    void a_full_batch_that_had_to_wait_goes_when_a_request_ends() throws Exception {
        BatchQueue queue = queue(2, 1);
        for (int i = 0; i < 4; i++) {
            queue.add(posting(i));
        }

        requests.getFirst().complete(null);

        assertThat(sent).hasSize(2).allSatisfy(batch -> assertThat(batch).hasSize(2));
    }

    @Test
    void a_flushed_batch_that_had_to_wait_goes_when_a_request_ends() throws Exception {
        BatchQueue queue = queue(2, 1);
        for (int i = 0; i < 3; i++) {
            queue.add(posting(i));
        }
        queue.flush();
        assertThat(sent).hasSize(1);

        requests.getFirst().complete(null);

        assertThat(sent).hasSize(2).last().satisfies(batch -> assertThat(batch).hasSize(1));
    }

    @Test
    void a_batch_that_is_not_full_does_not_go_because_a_request_ends() throws Exception {
        BatchQueue queue = queue(2, 1);
        for (int i = 0; i < 3; i++) {
            queue.add(posting(i));
        }

        requests.getFirst().complete(null);

        assertThat(sent).hasSize(1);
    }

    @Test
    void closing_fails_what_could_not_be_sent_in_time() throws Exception {
        BatchQueue queue = queue(1, 1);
        Posting waiting = posting(1);
        queue.add(posting(0));
        queue.add(waiting);

        assertThat(queue.close(Duration.ofMillis(20))).isFalse();

        assertThat(waiting.acknowledgement().exceptionNow()).isInstanceOf(SinkUnavailableException.class);
    }
}
