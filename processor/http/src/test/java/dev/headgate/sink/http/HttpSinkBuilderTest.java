package dev.headgate.sink.http;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.api.Ack;
import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.SourceContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpSinkBuilderTest {
    private static final String URL = "https://example.org/in";

    @Test
    void each_of_its_methods_is_an_option_of_the_configuration() {
        HttpSinkOptions built = HttpSink.to(URL)
                .header("Authorization", "Bearer abc")
                .recordHeaders("tenant", "traceparent")
                .contentType("application/json")
                .batch(50, 4_096, Duration.ofMillis(7))
                .batchFormat(HttpSinkBuilder.BatchFormat.VALUES)
                .timeout(Duration.ofSeconds(3))
                .connectTimeout(Duration.ofSeconds(2))
                .closeTimeout(Duration.ZERO)
                .maxInFlight(5)
                .refusalsToOpen(4)
                .read();
        assertThat(built)
                .isEqualTo(HttpSinkOptions.read(Map.ofEntries(
                        Map.entry("url", URL),
                        Map.entry("headers.Authorization", "Bearer abc"),
                        Map.entry("record-headers", "tenant,traceparent"),
                        Map.entry("content-type", "application/json"),
                        Map.entry("batch.records", "50"),
                        Map.entry("batch.bytes", "4096"),
                        Map.entry("batch.linger", "7ms"),
                        Map.entry("batch.format", "values"),
                        Map.entry("timeout", "3s"),
                        Map.entry("connect-timeout", "2s"),
                        Map.entry("close-timeout", "0s"),
                        Map.entry("max-in-flight", "5"),
                        Map.entry("refusals-to-open", "4"))));
        assertThat(HttpSink.to(URL).recordHeaders().read().recordHeaders()).isEmpty();
        assertThat(HttpSink.to(URL).read()).isEqualTo(HttpSinkOptions.read(Map.of("url", URL)));
    }

    @Test
    void an_error_names_the_option_and_no_key_of_a_configuration() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpSink.to("billing").open())
                .withMessageStartingWith("HttpSink: url is 'billing'")
                .withMessageNotContaining("headgate.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpSink.to(URL).header("Host", "s3cret").open())
                .withMessageStartingWith("HttpSink: headers.Host")
                .withMessageNotContaining("s3cret");
    }

    @Test
    void its_sink_posts() throws Exception {
        try (HttpReceiver receiver = new HttpReceiver();
                Sink<Output> sink =
                        HttpSink.to(receiver.url()).header("X-Team", "billing").open()) {
            assertThat(sink.deliver(Output.of(bytes("k"), bytes("v")), SourceContext.at(1))
                            .toCompletableFuture())
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(Ack.DELIVERED);
            assertThat(receiver.requests.getFirst().header("X-Team")).isEqualTo("billing");
        }
    }
}
