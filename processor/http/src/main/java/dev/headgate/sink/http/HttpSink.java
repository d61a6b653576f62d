package dev.headgate.sink.http;

import dev.headgate.api.Ack;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.HaltException;
import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.Sink;
import dev.headgate.internal.sink.Results;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Posts records to an HTTP server, one per request or in batches, with a bounded number of requests under way. Thread-safe;
 * acknowledgements come from the HTTP client's threads.
 *
 * <p>An answer is read by its status: 2xx acknowledges; 408, 429, 502, 503 and 504 mean that the server is unavailable, for as
 * long as {@code Retry-After} says, as do timeouts and failed connections. What may concern every record, 3xx, other 5xx, and
 * the 4xx of credentials, address and form, is worth another attempt; a 3xx or 4xx rejects the record at the second one if
 * others got through in between; and {@code refusals-to-open} records in a row mean that the server is unavailable. Any other
 * 4xx rejects the record at once. In a batch only the guilty record fails. A record's second attempt is a request of its own.
 */
public final class HttpSink implements Sink<Output> {
    /** Waiting counts as part of an attempt; so it ends well before an attempt usually does. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final HttpSinkOptions options;
    private final ScheduledThreadPoolExecutor timer;
    private final HttpSender sender;
    private final StreamTurns turns;
    private final BatchQueue queue;

    /**
     * Begins with the address.
     *
     * @param url where to post, such as {@code https://example.org/records}
     */
    public static HttpSinkBuilder to(String url) {
        return new HttpSinkBuilder(url);
    }

    HttpSink(HttpSinkOptions options) {
        this(options, HttpSender.client(options));
    }

    HttpSink(HttpSinkOptions options, HttpClient client) {
        this.options = options;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("headgate-http-timer").factory());
        this.timer.setRemoveOnCancelPolicy(true);
        this.sender = new HttpSender(options, client, timer);
        this.turns = new StreamTurns(sender::post, timer);
        this.queue = new BatchQueue(options, LONGEST_WAIT, new BatchDelivery(turns::post)::deliver, timer);
    }

    /**
     * Encodes the record and sends it, or leaves it to its batch. Blocks while as many requests are under way as may be.
     *
     * @throws RejectedRecordException if the body format can't carry the record
     * @throws DownstreamUnavailableException if no request ended for some seconds
     */
    @Override
    public CompletionStage<Ack> deliver(Output output, RecordContext context)
            throws RejectedRecordException, DownstreamUnavailableException, HaltException, InterruptedException {
        Output result = Results.required(output, "http");
        PendingRecord posting =
                new PendingRecord(result, context, options.format().encode(result, context));
        queue.add(posting);
        return posting.acknowledgement();
    }

    /** True: each request has a timeout, and no batch waits for longer than those under way. */
    @Override
    public boolean boundsDelivery() {
        return true;
    }

    @Override
    public void flush() {
        queue.flush();
    }

    /** Sends what is left within {@code close-timeout}, and cancels the rest. */
    @Override
    public void close() {
        queue.close(options.timeouts().close());
        sender.close();
        turns.close();
        timer.shutdownNow();
    }
}
