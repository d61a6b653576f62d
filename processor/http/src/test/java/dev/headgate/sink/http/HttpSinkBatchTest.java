package dev.headgate.sink.http;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.Output;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.SourceContext;
import dev.headgate.sink.http.HttpReceiver.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several records per request, to a real server. */
@Timeout(30)
class HttpSinkBatchTest {
    private final HttpReceiver receiver = new HttpReceiver();
    private final List<Sink<Output>> sinks = new ArrayList<>();

    @AfterEach
    void close() {
        sinks.forEach(Sink::close);
        receiver.close();
    }

    private Sink<Output> sink(String... options) {
        Sink<Output> sink = new HttpSinkProvider().create(receiver.options(options), Map.of());
        sinks.add(sink);
        return sink;
    }

    /** A sink whose batches go only when they are full, or flushed. */
    private Sink<Output> patientSink(int records, String... options) {
        Map<String, String> all = receiver.options(options);
        all.putIfAbsent("batch.format", "values");
        all.put("batch.records", Integer.toString(records));
        all.put("batch.linger", "1h");
        Sink<Output> sink = new HttpSinkProvider().create(all, Map.of());
        sinks.add(sink);
        return sink;
    }

    private static CompletableFuture<Ack> deliver(Sink<Output> sink, String value, int attempt) throws Exception {
        return sink.deliver(
                        Output.of(bytes("k"), bytes(value)), SourceContext.at(7).withAttempt(attempt))
                .toCompletableFuture();
    }

    private static List<CompletableFuture<Ack>> deliverAll(Sink<Output> sink, int count) throws Exception {
        List<CompletableFuture<Ack>> acknowledgements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            acknowledgements.add(deliver(sink, "value-" + i, 1));
        }
        return acknowledgements;
    }

    private static void assertDelivered(CompletableFuture<Ack> acknowledgement) {
        assertThat(acknowledgement).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(Ack.DELIVERED);
    }

    private static void assertFailed(CompletableFuture<Ack> acknowledgement, Class<? extends Exception> type) {
        assertThat(acknowledgement)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseExactlyInstanceOf(type);
    }

    @Test
    void a_full_batch_is_one_request_of_a_line_for_each_value() throws Exception {
        deliverAll(patientSink(3), 3).forEach(HttpSinkBatchTest::assertDelivered);

        assertThat(receiver.requests)
                .singleElement()
                .satisfies(request -> assertThat(request.text()).isEqualTo("value-0\nvalue-1\nvalue-2\n"))
                .satisfies(request -> assertThat(request.header("Content-Type")).isEqualTo("application/x-ndjson"))
                .satisfies(
                        request -> assertThat(request.header("Idempotency-Key")).isNull());
    }

    @Test
    void a_batch_that_is_not_full_goes_when_its_time_is_over() throws Exception {
        Sink<Output> sink = sink("batch.records", "100", "batch.linger", "10ms");

        deliverAll(sink, 3).forEach(HttpSinkBatchTest::assertDelivered);
    }

    @Test
    void a_batch_that_is_not_full_goes_when_it_is_flushed() throws Exception {
        Sink<Output> sink = patientSink(100);
        List<CompletableFuture<Ack>> acknowledgements = deliverAll(sink, 3);

        sink.flush();

        acknowledgements.forEach(HttpSinkBatchTest::assertDelivered);
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void closing_sends_the_batch_that_is_not_full() throws Exception {
        Sink<Output> sink = patientSink(100);
        List<CompletableFuture<Ack>> acknowledgements = deliverAll(sink, 3);

        sink.close();

        assertThat(acknowledgements).allMatch(acknowledgement -> acknowledgement.resultNow() == Ack.DELIVERED);
        assertThatExceptionOfType(DownstreamUnavailableException.class).isThrownBy(() -> deliver(sink, "late", 1));
    }

    @Test
    void a_batch_has_no_more_bytes_than_allowed_unless_one_record_alone_is_larger() throws Exception {
        Sink<Output> sink = patientSink(100, "batch.bytes", "20", "max-in-flight", "1");
        List<CompletableFuture<Ack>> acknowledgements = deliverAll(sink, 5);
        acknowledgements.add(deliver(sink, "x".repeat(50), 1));
        sink.flush();

        acknowledgements.forEach(HttpSinkBatchTest::assertDelivered);
        assertThat(receiver.requests)
                .extracting(request -> request.body().length)
                .containsExactly(16, 16, 8, 51);
    }

    @Test
    void a_record_the_server_refuses_is_rejected_and_the_rest_of_its_batch_is_acknowledged() throws Exception {
        receiver.answers(
                request -> request.text().contains("value-5\n") ? Answer.of(422, "value-5 is wrong") : Answer.of(200));

        List<CompletableFuture<Ack>> acknowledgements = deliverAll(patientSink(8), 8);

        assertFailed(acknowledgements.remove(5), RejectedRecordException.class);
        acknowledgements.forEach(HttpSinkBatchTest::assertDelivered);
        assertThat(receiver.requests).hasSize(1 + 2 * 3);
    }

    @Test
    void all_records_of_a_batch_that_are_refused_are_rejected() throws Exception {
        receiver.answers(_ -> Answer.of(400));

        deliverAll(patientSink(5), 5)
                .forEach(acknowledgement -> assertFailed(acknowledgement, RejectedRecordException.class));
    }

    @Test
    void halves_are_no_longer_sent_to_a_server_that_has_become_unavailable() throws Exception {
        receiver.answers(request -> Answer.of(request.text().contains("value-3\n") ? 400 : 503));

        List<CompletableFuture<Ack>> acknowledgements = deliverAll(patientSink(4), 4);

        acknowledgements.forEach(
                acknowledgement -> assertFailed(acknowledgement, DownstreamUnavailableException.class));
        assertThat(receiver.requests).hasSize(2);
    }

    @Test
    void all_records_of_a_batch_the_server_fails_on_are_worth_another_attempt() throws Exception {
        receiver.answers(_ -> Answer.of(500));

        deliverAll(patientSink(3), 3)
                .forEach(acknowledgement -> assertFailed(acknowledgement, HttpStatusException.class));
        assertThat(receiver.requests).hasSize(1 + 2 + 2);
    }

    @Test
    void only_the_record_the_server_fails_on_needs_another_attempt() throws Exception {
        receiver.answers(request -> Answer.of(request.text().contains("value-700\n") ? 500 : 200));

        List<CompletableFuture<Ack>> acknowledgements = deliverAll(patientSink(1_024), 1_024);

        assertFailed(acknowledgements.remove(700), HttpStatusException.class);
        acknowledgements.forEach(HttpSinkBatchTest::assertDelivered);
        assertThat(receiver.requests).hasSize(1 + 2 * 10);
    }

    @Test
    void a_server_that_fails_on_everything_gets_few_requests_of_a_batch_of_ten_thousand() throws Exception {
        receiver.answers(_ -> Answer.of(500));

        List<CompletableFuture<Ack>> acknowledgements = deliverAll(patientSink(10_000), 10_000);

        acknowledgements.subList(0, 9).forEach(each -> assertFailed(each, HttpStatusException.class));
        acknowledgements
                .subList(9, 10_000)
                .forEach(acknowledgement -> assertFailed(acknowledgement, DownstreamUnavailableException.class));
        assertThat(receiver.requests).hasSizeLessThan(50);
    }

    @Test
    void a_record_that_has_failed_before_travels_alone() throws Exception {
        Sink<Output> sink = patientSink(100, "max-in-flight", "1");
        CompletableFuture<Ack> first = deliver(sink, "first", 1);
        CompletableFuture<Ack> again = deliver(sink, "again", 2);
        CompletableFuture<Ack> last = deliver(sink, "last", 1);
        assertDelivered(first);
        assertDelivered(again);
        sink.flush();
        assertDelivered(last);

        assertThat(receiver.requests)
                .extracting(HttpReceiver.Request::text)
                .containsExactly("first\n", "again\n", "last\n");
    }

    @Test
    void envelopes_carry_any_bytes_and_say_where_they_come_from() throws Exception {
        Sink<Output> sink = patientSink(2, "batch.format", "envelopes");
        Output output = Output.of(null, new byte[] {0, (byte) 0xff, 10});
        output.headers().add("a \"name\"", bytes("h"));
        var _ = sink.deliver(output, SourceContext.at(12));
        assertDelivered(
                sink.deliver(Output.of(bytes("k"), null), SourceContext.at(13)).toCompletableFuture());

        assertThat(receiver.requests.getFirst().text()).isEqualTo("""
            {"topic":"orders","partition":3,"offset":12,"timestamp":1700000000000,"key":null,"value":"AP8K",\
            "headers":[{"name":"a \\"name\\"","value":"aA=="}]}
            {"topic":"orders","partition":3,"offset":13,"timestamp":1700000000000,"key":"aw==","value":null,\
            "headers":[]}
            """);
    }

    @Test
    void a_value_that_a_line_cannot_carry_is_rejected_and_not_garbled() {
        Sink<Output> sink = patientSink(2);

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> deliver(sink, "two\nlines", 1))
                .withMessageContainingAll("line feed at byte 3 of 9", "envelopes");
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> sink.deliver(Output.of(bytes("k"), null), SourceContext.at(1)))
                .withMessageContaining("tombstone");
    }
}
