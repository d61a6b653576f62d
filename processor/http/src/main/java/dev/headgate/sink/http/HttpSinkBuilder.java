package dev.headgate.sink.http;

import dev.headgate.api.Output;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.SinkOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Makes a sink that posts to an HTTP server, as in {@code HttpSink.to("https://billing/invoices").open()}. Not thread-safe; the
 * sinks are.
 */
public final class HttpSinkBuilder {
    /** What the body of a request with several records looks like. */
    public enum BatchFormat {
        /** One JSON object with key, value and headers a line. */
        ENVELOPES,
        /** The values alone, one a line. */
        VALUES
    }

    private final Map<String, String> options = new HashMap<>();

    HttpSinkBuilder(String url) {
        options.put("url", url);
    }

    private HttpSinkBuilder set(String option, Object value) {
        options.put(option, String.valueOf(value));
        return this;
    }

    private HttpSinkBuilder set(String option, Duration value) {
        return set(option, value.toMillis() + "ms");
    }

    /** A header of every request. Its value is never logged. Default: none. */
    public HttpSinkBuilder header(String name, String value) {
        return set("headers." + name, value);
    }

    /**
     * Which of a record's headers keep their names, with one record per request; all others travel as {@code
     * Headgate-Header-<name>}. Default: {@code traceparent}, {@code tracestate} and {@code baggage}.
     */
    public HttpSinkBuilder recordHeaders(String... names) {
        return set("record-headers", names.length == 0 ? "none" : String.join(",", names));
    }

    /** Default: {@code application/octet-stream}, for batches {@code application/x-ndjson}. */
    public HttpSinkBuilder contentType(String type) {
        return set("content-type", type);
    }

    /**
     * Several records per request. Default: one.
     *
     * @param records records per request at most, from 1 to 10,000
     * @param bytes bytes per request at most, unless a single record is larger
     * @param linger how long a batch waits for more records
     */
    public HttpSinkBuilder batch(int records, int bytes, Duration linger) {
        return set("batch.records", records).set("batch.bytes", bytes).set("batch.linger", linger);
    }

    /** What a batch looks like. Default: {@link BatchFormat#ENVELOPES}. */
    public HttpSinkBuilder batchFormat(BatchFormat format) {
        return set("batch.format", format.name().toLowerCase(Locale.ROOT));
    }

    /** How long a request may take. Default: 30 s. */
    public HttpSinkBuilder timeout(Duration value) {
        return set("timeout", value);
    }

    /** How long a connection may take to be made. Default: 5 s. */
    public HttpSinkBuilder connectTimeout(Duration value) {
        return set("connect-timeout", value);
    }

    /** How long closing may wait for requests under way. Default: 5 s. */
    public HttpSinkBuilder closeTimeout(Duration value) {
        return set("close-timeout", value);
    }

    /** The most requests under way, from 1 to 10,000. Default: 16. */
    public HttpSinkBuilder maxInFlight(int requests) {
        return set("max-in-flight", requests);
    }

    /**
     * How many records in a row, answered with 3xx, 5xx or a 4xx that any record could have, and nothing else in between, mean
     * that the server is unavailable. Default: 10.
     */
    public HttpSinkBuilder refusalsToOpen(int records) {
        return set("refusals-to-open", records);
    }

    /**
     * Makes the sink, which connects with the first record.
     *
     * @throws IllegalArgumentException naming the option, its value and the fix
     */
    public Sink<Output> open() {
        return new HttpSink(read());
    }

    /** A configuration's keys are not what this code's reader knows. */
    HttpSinkOptions read() {
        try {
            return HttpSinkOptions.read(options);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "HttpSink: " + String.valueOf(e.getMessage()).replace(SinkOptions.PREFIX, ""));
        }
    }
}
