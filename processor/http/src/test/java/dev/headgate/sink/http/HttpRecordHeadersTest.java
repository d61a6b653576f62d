package dev.headgate.sink.http;

import static dev.headgate.internal.sink.Utf8.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Ack;
import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.SourceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A record's own headers on their way to a real server. */
@Timeout(30)
class HttpRecordHeadersTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final HttpReceiver receiver = new HttpReceiver();
    private final List<Sink<Output>> sinks = new ArrayList<>();

    @AfterEach
    void close() {
        sinks.forEach(Sink::close);
        receiver.close();
    }

    private HttpReceiver.Request request(Output output, String... options) throws Exception {
        Sink<Output> sink = new HttpSinkProvider().create(receiver.options(options), Map.of());
        sinks.add(sink);
        assertThat(sink.deliver(output, SourceContext.at(1))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(Ack.DELIVERED);
        return receiver.requests.getLast();
    }

    private static Output output(Object... headers) {
        Output output = Output.of(null, bytes("v"));
        for (int i = 0; i < headers.length; i += 2) {
            output.headers()
                    .add(
                            (String) headers[i],
                            headers[i + 1] instanceof String text ? bytes(text) : (byte[]) headers[i + 1]);
        }
        return output;
    }

    @Test
    void the_trace_keeps_its_names_and_every_other_header_has_a_prefix() throws Exception {
        HttpReceiver.Request request = request(
                output("traceparent", TRACE, "tracestate", "a=1", "baggage", "user=joe, x=y", "tenant", "acme"));

        assertThat(request.header("traceparent")).isEqualTo(TRACE);
        assertThat(request.header("tracestate")).isEqualTo("a=1");
        assertThat(request.header("baggage")).isEqualTo("user=joe, x=y");
        assertThat(request.header("Headgate-Header-tenant")).isEqualTo("acme");
        assertThat(request.header("Headgate-Headers-Left-Out")).isNull();
    }

    @Test
    void a_header_that_the_user_names_keeps_its_name() throws Exception {
        HttpReceiver.Request request =
                request(output("tenant", "acme", "traceparent", TRACE), "record-headers", "Tenant, X-Shard");

        assertThat(request.header("Tenant")).isEqualTo("acme");
        assertThat(request.headers()).doesNotContainKeys("Headgate-header-tenant", "Traceparent");
        assertThat(request.header("Headgate-Header-traceparent")).isEqualTo(TRACE);
    }

    @Test
    void of_a_name_that_occurs_twice_the_last_counts() throws Exception {
        HttpReceiver.Request request = request(output("traceparent", "old", "traceparent", TRACE));

        assertThat(request.headers().get("traceparent")).containsExactly(TRACE);
        assertThat(request.header("Headgate-Header-traceparent")).isEqualTo("old");
    }

    @Test
    void a_record_does_not_choose_what_its_request_says_of_itself() throws Exception {
        HttpReceiver.Request request = request(
                output(
                        "Authorization", "Bearer stolen",
                        "Host", "evil.example",
                        "Content-Length", "0",
                        "Transfer-Encoding", "chunked",
                        "Connection", "close",
                        "Cookie", "a=b",
                        "Content-Type", "text/html",
                        "Idempotency-Key", "other-0@0",
                        "Headgate-Topic", "other",
                        "X-Forwarded-For", "127.0.0.1"),
                "headers.Authorization",
                "Bearer mine");

        assertThat(request.text()).isEqualTo("v");
        assertThat(request.headers().get("Authorization")).containsExactly("Bearer mine");
        assertThat(request.header("Host")).startsWith("localhost:");
        assertThat(request.headers().get("Content-Type")).containsExactly("application/octet-stream");
        assertThat(request.headers().get("Idempotency-Key")).containsExactly("orders-3@1");
        assertThat(request.headers().get("Headgate-Topic")).containsExactly("orders");
        assertThat(request.headers()).doesNotContainKeys("Transfer-encoding", "Cookie", "X-forwarded-for");
        assertThat(request.header("Headgate-Header-Headgate-Topic")).isEqualTo("other");
    }

    @Test
    void a_value_that_http_does_not_carry_is_sent_in_base64() throws Exception {
        HttpReceiver.Request request = request(output(
                "traceparent", "a\r\nX-Evil: 1", "bytes", new byte[] {0, (byte) 0xff}, "edge", " a", "empty", ""));

        assertThat(request.header("Headgate-Base64-Header-traceparent")).isEqualTo("YQ0KWC1FdmlsOiAx");
        assertThat(request.header("Headgate-Base64-Header-bytes")).isEqualTo("AP8=");
        assertThat(request.header("Headgate-Base64-Header-edge")).isEqualTo("IGE=");
        assertThat(request.header("Headgate-Header-empty")).isEmpty();
        assertThat(request.headers()).doesNotContainKeys("X-evil", "Traceparent");
    }

    @Test
    void what_can_not_be_passed_is_left_out_and_counted() throws Exception {
        Output output = output("no name", "a", "größe", "b", "", "c", "kept", "d", "large", "x".repeat(5_000));
        output.headers().add("without-value", null);
        HttpReceiver.Request request = request(output);

        assertThat(request.header("Headgate-Headers-Left-Out")).isEqualTo("5");
        assertThat(request.header("Headgate-Header-kept")).isEqualTo("d");
    }

    @Test
    void a_thousand_headers_do_not_make_a_request_that_servers_refuse() throws Exception {
        Output output = output();
        for (int i = 0; i < 1_000; i++) {
            output.headers().add("header-" + i, bytes("v"));
        }
        output.headers().add("traceparent", bytes(TRACE));
        HttpReceiver.Request request = request(output);

        int passed = 0;
        for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
            passed += header.getKey().startsWith("Headgate-header-") ? 1 : 0;
        }
        assertThat(request.header("traceparent")).isEqualTo(TRACE);
        assertThat(passed).isBetween(50, 64);
        assertThat(request.headers()).as("as many as all servers take").hasSizeLessThan(100);
        assertThat(request.header("Headgate-Headers-Left-Out")).isEqualTo(Integer.toString(1_000 - passed));
    }
}
