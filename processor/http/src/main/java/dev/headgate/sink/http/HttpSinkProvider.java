package dev.headgate.sink.http;

import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import java.util.Map;

/**
 * The sink named {@code http}. Its options:
 *
 * <ul>
 *   <li>{@code url}: where to post; must be set
 *   <li>{@code headers.<Name>}: a header of every request
 *   <li>{@code record-headers} ({@code traceparent, tracestate, baggage}): which of a record's headers keep their names with
 *       one record per request, or {@code none}; see {@link RecordHeaders} for the others
 *   <li>{@code content-type}: {@code application/octet-stream}, for batches {@code application/x-ndjson}
 *   <li>{@code batch.records} (1): records per request at most
 *   <li>{@code batch.bytes} (1048576): bytes per request at most, unless a single record is larger
 *   <li>{@code batch.linger} (20ms): how long a batch waits for more records
 *   <li>{@code batch.format} ({@code envelopes}): or {@code values}; see {@link BodyFormat}
 *   <li>{@code timeout} (30s): how long a request may take
 *   <li>{@code connect-timeout} (5s): how long a connection may take to be made
 *   <li>{@code max-in-flight} (16): requests under way at most
 *   <li>{@code refusals-to-open} (10): records in a row, answered with 3xx, 5xx or a 4xx that any record could have, and
 *       nothing else in between, that mean that the server is unavailable
 *   <li>{@code close-timeout} (5s): how long closing may wait for them
 * </ul>
 */
public final class HttpSinkProvider implements SinkProvider {
    @Override
    public String name() {
        return "http";
    }

    @Override
    public Sink<Output> create(Map<String, String> options, Map<String, Object> kafka) {
        return new HttpSink(HttpSinkOptions.read(options));
    }
}
