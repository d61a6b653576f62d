package dev.headgate.internal.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class SinkOptionsTest {
    private static final Set<String> KNOWN = Set.of("url", "batch.records", "batch.linger", "rate", "on", "headers.");

    private static SinkOptions options(String key, String value) {
        return SinkOptions.of("test", Map.of(key, value), KNOWN);
    }

    @Test
    void an_option_that_is_not_set_has_its_default() {
        SinkOptions options = SinkOptions.of("test", Map.of(), KNOWN);

        assertThat(options.integer("batch.records", 7, 1, 10)).isEqualTo(7);
        assertThat(options.decimal("rate", 0.5, 0, 1)).isEqualTo(0.5);
        assertThat(options.flag("on", true)).isTrue();
        assertThat(options.duration("batch.linger", Duration.ofMillis(5), Duration.ZERO))
                .isEqualTo(Duration.ofMillis(5));
    }

    @ParameterizedTest
    @CsvSource({
        "batch.record, batch.records",
        "batchlinger, batch.linger",
        "uri, url",
        "header.Accept, headers.<name>",
    })
    void an_unknown_option_is_refused_with_the_nearest_that_exists(String key, String nearest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options(key, "1"))
                .withMessage("headgate.sink.options." + key
                        + " is no option of the sink 'test'; did you mean headgate.sink.options." + nearest + "?");
    }

    @Test
    void a_missing_option_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SinkOptions.of("test", Map.of(), KNOWN).required("url"))
                .withMessage("headgate.sink.options.url is missing; it must be set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "many", "1.5", "99999999999999999999"})
    void a_number_out_of_its_range_is_refused_with_the_range(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("batch.records", value).integer("batch.records", 5, 1, 10))
                .withMessage("headgate.sink.options.batch.records is '" + value
                        + "', but must be a whole number from 1 to 10");
    }

    @Test
    void not_a_number_is_no_decimal() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("rate", "NaN").decimal("rate", 0, 0, 1));
    }

    @ParameterizedTest
    @CsvSource({"250us, PT0.00025S", "5ms, PT0.005S", "1.5s, PT1.5S", "2m, PT2M", "1h, PT1H", "1d, PT24H", "PT5S, PT5S"
    })
    void a_duration_is_read_with_its_unit(String written, Duration read) {
        assertThat(options("batch.linger", written).duration("batch.linger", Duration.ZERO, Duration.ZERO))
                .isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-5s", "PT-5S", "5 parsecs", "999999999d", "PT9999999999999H"})
    void a_duration_without_a_unit_or_a_sense_is_refused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> options("batch.linger", written).duration("batch.linger", Duration.ZERO, Duration.ZERO))
                .withMessageContaining("but must be a duration such as 500ms, 5s, 2m or PT5S");
    }

    @Test
    void an_address_is_read() {
        assertThat(options("url", "http://localhost:8080/in?a=b").httpUri("url"))
                .isEqualTo(URI.create("http://localhost:8080/in?a=b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "ftp://host/x", "http:///path", "http://a b", "/path"})
    void an_address_of_another_kind_is_refused(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("url", written).httpUri("url"))
                .withMessageContaining("but must be an address such as https://example.org/records");
    }

    @Test
    void secrets_are_never_shown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        options("url", "http://joe:hunter2@host/x?token=abc").httpUri("url"))
                .withMessageContaining("http://host/x")
                .withMessageNotContainingAny("hunter2", "joe", "abc");
        assertThat(options("headers.Authorization", "Bearer abc").invalid("headers.Authorization", "shorter"))
                .hasMessage("headgate.sink.options.headers.Authorization is '(hidden)', but must be shorter");
    }

    @Test
    void a_message_is_one_short_line() {
        String message =
                options("on", "a\nb" + "x".repeat(1000)).invalid("on", "short").getMessage();

        assertThat(message).hasLineCount(1).hasSizeLessThan(200);
    }

    @Test
    void options_with_a_free_name_are_found_without_their_prefix() {
        assertThat(options("headers.Accept", "text/plain").under("headers.")).isEqualTo(Map.of("Accept", "text/plain"));
    }
}
