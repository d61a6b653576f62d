package dev.headgate.internal.worker;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.api.ThreadKind;
import dev.headgate.sink.http.HttpReceiver;
import dev.headgate.sink.http.HttpReceiver.Answer;
import dev.headgate.sink.http.HttpSinkProvider;
import dev.headgate.state.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine before a real HTTP server that refuses: whose fault it is, the record's or the server's. */
@Timeout(60)
class HttpDownstreamTest {
    private static final int RECORDS = 200;
    private static final int POISON = 57;
    private static final int ATTEMPTS = 4;

    private final HttpReceiver receiver = new HttpReceiver();
    private final Sink<Output> http = new HttpSinkProvider().create(receiver.options(), Map.of());

    @AfterEach
    void close() {
        http.close();
        receiver.close();
    }

    /** Takes the handler's text as a value. */
    private final class TextSink implements Sink<Object> {
        @Override
        public CompletionStage<Ack> deliver(Object result, RecordContext context) throws Exception {
            return http.deliver(Output.of(null, bytes((String) result)), context);
        }

        @Override
        public boolean boundsDelivery() {
            return http.boundsDelivery();
        }
    }

    private PipelineFixture bench() {
        return PipelineFixture.of(ThreadKind.VIRTUAL)
                .handler(16, (record, _) -> "record " + record.offset())
                .sink(new TextSink())
                .retry(ATTEMPTS, Duration.ofMillis(5))
                .onFailure(FailurePolicy.SKIP)
                .start();
    }

    private static boolean isPoison(HttpReceiver.Request request) {
        return request.text().equals("record " + POISON);
    }

    private long poisonSent() {
        return receiver.requests.stream().filter(HttpDownstreamTest::isPoison).count();
    }

    private static void assertOnlyThePoisonIsSkipped(PipelineFixture bench) {
        bench.awaitAll();
        List<Outcome> outcomes = bench.outcomes();
        for (int i = 0; i < outcomes.size(); i++) {
            assertThat(outcomes.get(i))
                    .as("record %d", i)
                    .isEqualTo(i == POISON ? Outcome.Plain.SKIPPED : Outcome.Plain.ACKED);
        }
    }

    @Test
    void a_server_that_refuses_everybody_empties_no_topic() {
        receiver.answers(_ -> Answer.of(404));
        try (PipelineFixture bench = bench()) {
            bench.submit(RECORDS, 50);
            await().until(() ->
                    receiver.requests.size() > 60 && bench.pipeline.stats().circuitOpened() > 0);
            receiver.answers(_ -> Answer.of(204));
            bench.awaitAll();

            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
    }

    @Test
    void one_record_that_is_refused_among_others_is_given_up() {
        receiver.answers(request -> Answer.of(isPoison(request) ? 404 : 204));
        try (PipelineFixture bench = bench()) {
            bench.submit(RECORDS, 50);

            assertOnlyThePoisonIsSkipped(bench);
            assertThat(poisonSent()).isBetween(2L, (long) ATTEMPTS);
        }
    }

    @Test
    void one_record_on_which_the_server_resets_the_connection_is_given_up() {
        thePoisonIsGivenUpWhere(_ -> {
            throw new IllegalStateException("the connection is closed without an answer");
        });
    }

    @Test
    void one_record_on_which_the_server_behind_a_gateway_dies_is_given_up() {
        thePoisonIsGivenUpWhere(_ -> Answer.of(502));
    }

    /** Others go by until it is, since only they show that the server is there. */
    private void thePoisonIsGivenUpWhere(Function<HttpReceiver.Request, Answer> answer) {
        receiver.answers(request -> isPoison(request) ? answer.apply(request) : Answer.of(204));
        try (PipelineFixture bench = bench()) {
            bench.submit(RECORDS, 50);
            bench.feedUntil(() -> bench.ended.contains(bench.submitted.get(POISON)));
            assertOnlyThePoisonIsSkipped(bench);
            assertThat(poisonSent()).isBetween((long) ATTEMPTS, 10L * ATTEMPTS);
        }
    }
}
