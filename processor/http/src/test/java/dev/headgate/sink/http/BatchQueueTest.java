package dev.headgate.sink.http;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.Output;
import dev.headgate.internal.sink.SourceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue in front of requests that end when the test says so. */
@Timeout(10)
class BatchQueueTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<List<PendingRecord>> sent = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> requests = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        timer.shutdownNow();
    }

    private static HttpSinkOptions options(int batchRecords, int maxInFlight) {
        return HttpSinkOptions.read(Map.of(
                "url",
                "http://localhost/",
                "batch.records",
                Integer.toString(batchRecords),
                "batch.linger",
                "1h",
                "max-in-flight",
                Integer.toString(maxInFlight)));
    }

    private BatchQueue queue(int batchRecords, int maxInFlight) {
        return queue(batchRecords, maxInFlight, Duration.ofMillis(50));
    }

    private BatchQueue queue(int batchRecords, int maxInFlight, Duration longestWait) {
        return new BatchQueue(
                options(batchRecords, maxInFlight),
                longestWait,
                batch -> {
                    sent.add(batch);
                    CompletableFuture<Void> request = new CompletableFuture<>();
                    requests.add(request);
                    return request;
                },
                timer);
    }

    private static PendingRecord posting(long offset) {
        return new PendingRecord(Output.of(null, bytes("v")), SourceContext.at(offset), bytes("v"));
    }

    @Test
    void the_sink_is_unavailable_to_whoever_finds_no_room_for_long() throws Exception {
        BatchQueue queue = queue(2, 1);
        for (int i = 0; i < 4; i++) {
            queue.add(posting(i));
        }

        assertThatExceptionOfType(DownstreamUnavailableException.class)
                .isThrownBy(() -> queue.add(posting(4)))
                .withMessage("none of 1 requests in flight ended within 50 ms");
        assertThat(sent).hasSize(1);
    }

    @Test
    void a_slow_server_whose_requests_end_is_not_away() throws Exception {
        BatchQueue queue = queue(1, 1, Duration.ofMillis(600));
        queue.add(posting(0));
        queue.add(posting(1));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Long> added = new CopyOnWriteArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 2; i < 6; i++) {
            long offset = i;
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    queue.add(posting(offset));
                    added.add(offset);
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            waiting.add(thread);
        }
        // Each end comes within the bound, and the last of those who wait is there for longer than that.
        for (int i = 0; i < 4; i++) {
            Thread.sleep(200);
            requests.get(i).complete(null);
            waiting.get(i).join();
        }

        assertThat(failure).hasNullValue();
        assertThat(added).as("in the order of arrival").containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void whatever_a_request_throws_its_records_have_a_word_and_its_place_is_free_again() throws Exception {
        OutOfMemoryError none = new OutOfMemoryError("no room for the body");
        List<List<PendingRecord>> later = new ArrayList<>();
        BatchQueue queue = new BatchQueue(
                options(2, 1),
                Duration.ofMillis(50),
                batch -> {
                    if (batch.getFirst().context().offset() == 0) {
                        throw none;
                    }
                    if (batch.getFirst().context().offset() == 2) {
                        return CompletableFuture.failedFuture(none);
                    }
                    later.add(batch);
                    return new CompletableFuture<>();
                },
                timer);
        List<PendingRecord> postings =
                LongStream.range(0, 6).mapToObj(BatchQueueTest::posting).toList();
        for (PendingRecord posting : postings) {
            queue.add(posting);
        }

        assertThat(postings.subList(0, 4))
                .allSatisfy(posting ->
                        assertThat(posting.acknowledgement().exceptionNow()).isSameAs(none));
        assertThat(later).containsExactly(postings.subList(4, 6));
    }

    @Test
    void a_batch_that_no_timer_will_end_goes_at_once() throws Exception {
        timer.shutdownNow();
        BatchQueue queue = queue(2, 1);
        queue.add(posting(0));
        queue.add(posting(1));

        assertThat(sent).first().satisfies(batch -> assertThat(batch).hasSize(1));
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
        PendingRecord waiting = posting(1);
        queue.add(posting(0));
        queue.add(waiting);

        assertThat(queue.close(Duration.ofMillis(20))).isFalse();

        assertThat(waiting.acknowledgement().exceptionNow()).isInstanceOf(DownstreamUnavailableException.class);
    }
}
