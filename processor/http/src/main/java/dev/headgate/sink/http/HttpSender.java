package dev.headgate.sink.http;

import dev.headgate.api.DownstreamUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes one request of some records and says how it ended. Thread-safe. */
final class HttpSender {
    private final HttpSinkOptions options;
    private final HttpClient client;
    private final ScheduledExecutorService timer;
    private final ResponseRules answers;
    private final RecordHeaders recordHeaders;
    private final RequestHeaders requestHeaders = new RequestHeaders();

    /** @param client by which it posts; {@link #close} ends it */
    HttpSender(HttpSinkOptions options, HttpClient client, ScheduledExecutorService timer) {
        this.options = options;
        this.client = client;
        this.timer = timer;
        this.recordHeaders = new RecordHeaders(options.recordHeaders());
        this.answers =
                new ResponseRules(options.shownUrl(), new Refusals(options.refusalsToOpen()), InstantSource.system());
    }

    static HttpClient client(HttpSinkOptions options) {
        boolean plain = options.url().getScheme().toLowerCase(Locale.ROOT).equals("http");
        return HttpClient.newBuilder()
                .connectTimeout(options.timeouts().connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                // Over plain HTTP the client would ask for an upgrade to HTTP/2, and some servers choke on that.
                .version(plain ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
                .build();
    }

    /**
     * Starts the request. The future is empty once the records have arrived, and else says what went wrong.
     *
     * @throws RuntimeException if there can be no such request; so does an {@code Error}. Nothing is under way then
     */
    CompletableFuture<Optional<Throwable>> post(List<PendingRecord> batch) {
        CompletableFuture<HttpResponse<String>> exchange = client.sendAsync(request(batch), _ -> new HeadOfBody());
        Future<?> timeout = timeout(exchange);
        return exchange.handle((answer, failure) -> {
            timeout.cancel(false);
            return failure == null ? answers.read(answer, batch) : Optional.of(read(failure));
        });
    }

    /** Not the request's own timeout, which ends with the answer's headers: a body that never ends is bounded as well. */
    private Future<?> timeout(CompletableFuture<?> exchange) {
        try {
            return timer.schedule(
                    () -> exchange.cancel(true), options.timeouts().request().toNanos(), TimeUnit.NANOSECONDS);
        } catch (Throwable failure) { // without an end of its time it must not go on unseen
            exchange.cancel(true);
            throw failure;
        }
    }

    private HttpRequest request(List<PendingRecord> batch) {
        HttpRequest.Builder request = HttpRequest.newBuilder(options.url())
                .setHeader("Content-Type", options.contentType())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body(batch)));
        options.headers().forEach(request::setHeader);
        if (options.format() == BodyFormat.RECORD) {
            recordHeaders.addTo(request, batch.getFirst().output().headers());
            requestHeaders.addTo(request, batch.getFirst());
        }
        return request.build();
    }

    private static byte[] body(List<PendingRecord> batch) {
        if (batch.size() == 1) {
            return batch.getFirst().body();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(
                batch.stream().mapToInt(posting -> posting.body().length).sum());
        batch.forEach(posting -> body.writeBytes(posting.body()));
        return body.toByteArray();
    }

    private Throwable read(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case CancellationException cancelled ->
                new DownstreamUnavailableException(
                        options.shownUrl() + " gave no complete answer within "
                                + options.timeouts().request().toMillis() + " ms",
                        cancelled);
            case IOException io when foundNoStream(io) -> new NoStreamException(io);
            case IOException io ->
                new DownstreamUnavailableException(options.shownUrl() + " can't be reached: " + describe(io), io);
            default -> cause;
        };
    }

    /** The client says it in words alone: before the request is begun, or since the server has not begun it. */
    private static boolean foundNoStream(IOException failure) {
        for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage());
            if (message.contains("too many concurrent streams") || message.contains("request not processed by peer")) {
                return true;
            }
        }
        return false;
    }

    private static String describe(IOException failure) {
        @Nullable String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /** Ends what is under way. Doesn't wait. */
    void close() {
        client.shutdownNow();
    }
}
