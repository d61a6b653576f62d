package dev.headgate.sink.http;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.Output;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.SourceContext;
import dev.headgate.sink.http.HttpReceiver.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a refusal is the record's own or everybody's, asked of a real server. */
@Timeout(30)
class HttpRefusalsTest {
    private static final int MOST = 10;

    private final HttpReceiver receiver = new HttpReceiver();
    private final List<Sink<Output>> sinks = new ArrayList<>();
    private final Sink<Output> sink = sink();

    @AfterEach
    void close() {
        sinks.forEach(Sink::close);
        receiver.close();
    }

    private Sink<Output> sink(String... options) {
        Sink<Output> made = new HttpSinkProvider().create(receiver.options(options), Map.of());
        sinks.add(made);
        return made;
    }

    private Optional<Throwable> deliver(int offset, int attempt) throws Exception {
        try {
            Ack ack = sink.deliver(
                            Output.of(null, bytes("v" + offset)),
                            SourceContext.at(offset).withAttempt(attempt))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(ack).isEqualTo(Ack.DELIVERED);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(Objects.requireNonNull(e.getCause()));
        }
    }

    private void answer(int status) {
        receiver.answers(_ -> Answer.of(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 405, 407, 410, 415, 500, 501})
    void a_refusal_of_every_record_opens_the_circuit_before_any_record_is_given_up(int status) throws Exception {
        answer(status);
        for (int i = 1; i < MOST; i++) {
            assertThat(deliver(i, 1)).get().as("record %d", i).isInstanceOf(HttpStatusException.class);
        }
        for (int i = MOST; i < 2 * MOST; i++) {
            assertThat(deliver(i, 1 + i % 2))
                    .get()
                    .as("record %d", i)
                    .isInstanceOf(DownstreamUnavailableException.class)
                    .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                    .hasMessageContainingAll(Integer.toString(status), "at least 10 records in a row");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 403, 404, 410})
    void a_single_refusal_among_successes_is_the_records_own(int status) throws Exception {
        receiver.answers(request -> Answer.of(request.text().equals("v3") ? status : 200));
        assertThat(deliver(1, 1)).isEmpty();
        assertThat(deliver(3, 1)).get().isInstanceOf(HttpStatusException.class);
        assertThat(deliver(4, 1)).isEmpty();

        assertThat(deliver(3, 2)).get().isInstanceOf(RejectedRecordException.class);
    }

    @Test
    void nine_refusals_and_a_success_again_and_again_open_nothing() throws Exception {
        receiver.answers(request -> Answer.of(request.text().endsWith("9") ? 200 : 404));
        for (int i = 0; i < 5 * MOST; i++) {
            Optional<Throwable> failure = deliver(i, 1);
            assertThat(failure.filter(DownstreamUnavailableException.class::isInstance))
                    .isEmpty();
        }
    }

    @Test
    void attempts_at_one_record_alone_count_as_one_refusal() throws Exception {
        answer(404);
        for (int attempt = 1; attempt < 3 * MOST; attempt++) {
            assertThat(deliver(1, attempt)).get().isInstanceOf(HttpStatusException.class);
        }
    }

    @Test
    void a_refused_value_says_that_the_server_takes_records() throws Exception {
        receiver.answers(request -> Answer.of(request.text().equals("v5") ? 422 : 404));
        for (int i = 0; i < MOST; i++) {
            deliver(i, 1);
        }
        assertThat(deliver(MOST, 1)).get().isInstanceOf(HttpStatusException.class);
    }

    @Test
    void what_was_refused_everywhere_gets_through_once_the_server_takes_it() throws Exception {
        answer(403);
        for (int i = 1; i <= MOST; i++) {
            deliver(i, 1);
        }
        answer(200);
        assertThat(deliver(MOST, 1)).isEmpty();
        receiver.answers(request -> Answer.of(request.text().equals("v1") ? 404 : 200));

        assertThat(deliver(1, 2)).get().isInstanceOf(RejectedRecordException.class);
    }

    @Test
    void the_line_names_what_to_look_at() throws Exception {
        receiver.answers(_ -> Answer.of(301).with("Location", "https://joe:hunter2@example.org/new?token=abc"));
        for (int i = 1; i < MOST; i++) {
            deliver(i, 1);
        }

        assertThat(deliver(MOST, 1))
                .get()
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .hasMessageContainingAll("301", "https://example.org/new", "headgate.sink.options.url")
                .message()
                .doesNotContain("hunter2", "abc");
    }
}
