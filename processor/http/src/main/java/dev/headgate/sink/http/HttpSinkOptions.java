package dev.headgate.sink.http;

import dev.headgate.internal.sink.SinkOptions;
import dev.headgate.internal.text.PrintableText;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How an {@link HttpSink} posts.
 *
 * @param url where to
 * @param headers sent with every request; may hold secrets, so it is never shown
 * @param recordHeaders which of a record's headers have their own names in a request that carries one record
 * @param format what a request's body looks like
 * @param contentType of that body
 * @param batch how many records go into one request
 * @param timeouts how long requests, connections and the close may take
 * @param maxInFlight requests under way at most
 * @param refusalsToOpen how many records in a row, refused as any other could be, mean that the server refuses everybody
 */
record HttpSinkOptions(
        URI url,
        Map<String, String> headers,
        List<String> recordHeaders,
        BodyFormat format,
        String contentType,
        Batch batch,
        Timeouts timeouts,
        int maxInFlight,
        int refusalsToOpen) {

    /**
     * How many records go into one request.
     *
     * @param records records per request at most; 1 for a request per record
     * @param bytes bytes per body at most; a record larger than that travels alone
     * @param linger how long a batch waits for more records
     */
    record Batch(int records, int bytes, Duration linger) {}

    /**
     * How long requests, connections and the close may take.
     *
     * @param request a request until its answer is complete
     * @param connect the making of a connection
     * @param close the wait for requests under way when the sink is closed
     */
    record Timeouts(Duration request, Duration connect, Duration close) {}

    private static final Set<String> KNOWN = Set.of(
            "url",
            "headers.",
            "record-headers",
            "content-type",
            "batch.records",
            "batch.bytes",
            "batch.linger",
            "batch.format",
            "timeout",
            "connect-timeout",
            "max-in-flight",
            "refusals-to-open",
            "close-timeout");
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** @throws IllegalArgumentException naming the option, its value and the fix */
    static HttpSinkOptions read(Map<String, String> given) {
        SinkOptions options = SinkOptions.of("http", given, KNOWN);
        int batchRecords = options.integer("batch.records", 1, 1, 10_000);
        String batchFormat = options.oneOf("batch.format", "envelopes", Set.of("envelopes", "values"));
        BodyFormat format =
                batchRecords == 1 ? BodyFormat.RECORD : BodyFormat.valueOf(batchFormat.toUpperCase(Locale.ROOT));
        URI url = options.httpUri("url");
        Map<String, String> headers = options.under("headers.");
        headers.keySet().forEach(name -> requireHeader(options, url, name, headers.getOrDefault(name, "")));
        String contentType = options.text("content-type").orElse(format.contentType());
        if (!isHeader(url, "Content-Type", contentType)) {
            throw options.invalid("content-type", "a media type such as application/json");
        }
        return new HttpSinkOptions(
                url,
                headers,
                recordHeaders(options, url, headers),
                format,
                contentType,
                new Batch(
                        batchRecords,
                        options.integer("batch.bytes", 1 << 20, 1, 1 << 30),
                        options.duration("batch.linger", Duration.ofMillis(20), Duration.ZERO)),
                new Timeouts(
                        options.duration("timeout", Duration.ofSeconds(30), SHORTEST),
                        options.duration("connect-timeout", Duration.ofSeconds(5), SHORTEST),
                        options.duration("close-timeout", Duration.ofSeconds(5), Duration.ZERO)),
                options.integer("max-in-flight", 16, 1, 10_000),
                options.integer("refusals-to-open", 10, 1, 1_000_000));
    }

    /** Those that are named; where none are, those of W3C's trace context, unless the user sets them. */
    private static List<String> recordHeaders(SinkOptions options, URI url, Map<String, String> headers) {
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        taken.addAll(headers.keySet());
        Optional<String> given = options.text("record-headers");
        if (given.isEmpty()) {
            return RecordHeaders.TRACE.stream()
                    .filter(name -> !taken.contains(name))
                    .toList();
        }
        List<String> names = given.get().equals("none")
                ? List.of()
                : Arrays.stream(given.get().split(",")).map(String::strip).toList();
        for (String name : names) {
            if (taken.contains(name) || RecordHeaders.isReserved(name) || !isHeader(url, name, "value")) {
                throw options.invalid(
                        "record-headers",
                        "names of headers, separated by commas, or none; '" + PrintableText.of(name, 50)
                                + "' can't be taken from a record: it is no name, is set by " + SinkOptions.PREFIX
                                + "headers., by the sink, or belongs to the connection");
            }
        }
        return names;
    }

    private static void requireHeader(SinkOptions options, URI url, String name, String value) {
        if (!isHeader(url, name, value)) {
            throw options.invalid(
                    "headers." + name,
                    "a header that may be set, with visible characters; the client sets Host and such");
        }
    }

    private static boolean isHeader(URI url, String name, String value) {
        try {
            HttpRequest.newBuilder(url).header(name, value);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** The address without its query, which may hold a secret. */
    String shownUrl() {
        return SinkOptions.withoutSecrets(url.toString());
    }

    /** Without the headers' values. */
    @Override
    public String toString() {
        return "POST " + shownUrl() + " as " + format + ", " + batch.records() + " records per request";
    }
}
