package dev.headgate.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class HttpSinkOptionsTest {
    private static final String URL = "https://example.org/in?token=abc";

    @Test
    void a_record_per_request_is_what_one_gets_without_options() {
        HttpSinkOptions options = HttpSinkOptions.read(Map.of("url", URL));

        assertThat(options.format()).isEqualTo(BodyFormat.RECORD);
        assertThat(options.contentType()).isEqualTo("application/octet-stream");
        assertThat(options.maxInFlight()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Content-Length", "no header", "Größe"})
    void a_header_that_can_not_be_set_is_refused_without_its_value(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpSinkOptions.read(Map.of("url", URL, "headers." + name, "s3cret")))
                .withMessageContaining("headgate.sink.options.headers." + name + " is '(hidden)'")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void a_value_that_breaks_out_of_its_header_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpSinkOptions.read(Map.of("url", URL, "headers.X-A", "1\r\nX-B: 2")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpSinkOptions.read(Map.of("url", URL, "content-type", "text/plain\r\nX-B: 2")))
                .withMessageContaining("headgate.sink.options.content-type");
    }

    @Test
    void its_text_holds_no_secret() {
        HttpSinkOptions options = HttpSinkOptions.read(Map.of("url", URL, "headers.Authorization", "Bearer s3cret"));

        assertThat(options).hasToString("POST https://example.org/in as RECORD, 1 records per request");
    }

    @Test
    void without_an_address_there_is_no_sink() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpSinkProvider().create(Map.of(), Map.of()))
                .withMessage("headgate.sink.options.url is missing; it must be set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding",
                "tenant, Host",
                "Content-Type",
                "Idempotency-Key",
                "headgate-topic",
                "no header",
                "authorization",
                "tenant,,other"
            })
    void a_header_that_no_record_may_choose_is_refused(String names) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpSinkOptions.read(Map.of(
                        "url", "http://localhost/", "record-headers", names, "headers.Authorization", "Bearer abc")))
                .withMessageContaining("headgate.sink.options.record-headers is '" + names + "'");
    }

    @Test
    void a_header_of_the_trace_that_the_user_sets_is_not_taken_from_records() {
        assertThat(HttpSinkOptions.read(Map.of("url", "http://localhost/", "headers.Baggage", "a=b"))
                        .recordHeaders())
                .containsExactly("traceparent", "tracestate");
    }
}
