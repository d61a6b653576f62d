package dev.headgate.sink.http;

import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.internal.sink.SinkOptions;
import dev.headgate.internal.text.PrintableText;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an answer as what it means for the records of its request, in the words of {@link dev.headgate.api.Sink}. */
final class ResponseRules {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseRules.class);
    private static final int LOCATION_CHARS = 200;

    private final String url;
    private final Refusals refusals;
    private final InstantSource clock;

    /** @param url for messages */
    ResponseRules(String url, Refusals refusals, InstantSource clock) {
        this.url = url;
        this.refusals = refusals;
        this.clock = clock;
    }

    /** Empty if the records have arrived. */
    Optional<Throwable> read(HttpResponse<String> answer, List<PendingRecord> batch) {
        int status = answer.statusCode();
        switch (status) {
            case 408, 429, 502, 503, 504 -> {
                return Optional.of(isOfAGateway(answer) ? unanswered(answer) : unavailable(answer, describe(answer)));
            }
            default -> {
                if (Refusals.mayConcernAll(status)) {
                    return Optional.of(refusal(answer, batch));
                }
            }
        }
        if (refusals.broken()) {
            LOG.info("{} takes records again: it answered {}", url, status);
        }
        return status / 100 == 2 ? Optional.empty() : Optional.of(new RejectedRecordException(describe(answer)));
    }

    private Exception refusal(HttpResponse<String> answer, List<PendingRecord> batch) {
        int status = answer.statusCode();
        boolean again = batch.getFirst().isRetry();
        return switch (refusals.refused(batch.size() == 1, again)) {
            case RECORD ->
                status / 100 == 5
                        ? new HttpStatusException(status, describe(answer))
                        : new RejectedRecordException(describe(answer));
            case UNCLEAR -> new HttpStatusException(status, describe(answer));
            case EVERYBODY -> {
                String line = describe(answer) + "; at least " + refusals.most()
                        + " records in a row were refused and nothing else was answered: " + fix(answer);
                if (refusals.isNews()) {
                    LOG.warn("{}. No record is given up for that; one at a time is tried until one gets through", line);
                }
                yield unavailable(answer, line);
            }
        };
    }

    private static String fix(HttpResponse<String> answer) {
        return switch (answer.statusCode()) {
            case 401, 402, 403, 407 ->
                "check the sink's Authorization (" + SinkOptions.PREFIX
                        + "headers.Authorization), and what it may do there";
            case 406, 415 ->
                "check the sink's content type and batch format (" + SinkOptions.PREFIX
                        + "content-type and batch.format)";
            default ->
                switch (answer.statusCode() / 100) {
                    case 3 -> redirect(answer);
                    case 4 -> "check the sink's url (" + SinkOptions.PREFIX + "url)";
                    default -> "the server fails on whatever it is sent";
                };
        };
    }

    /** A gateway whose server gave it no answer says nothing of that server's health: this record may have brought it down. */
    private static boolean isOfAGateway(HttpResponse<String> answer) {
        boolean byStatus = answer.statusCode() == 502 || answer.statusCode() == 504;
        return byStatus && answer.headers().firstValue("Retry-After").isEmpty();
    }

    /** With a cause, so that it counts as a connection that failed does, and not as the server's own word. */
    private DownstreamUnavailableException unanswered(HttpResponse<String> answer) {
        String what = describe(answer);
        return new DownstreamUnavailableException(what, new HttpStatusException(answer.statusCode(), what));
    }

    private DownstreamUnavailableException unavailable(HttpResponse<String> answer, String what) {
        Duration retryAfter = answer.headers()
                .firstValue("Retry-After")
                .map(header -> RetryAfter.parse(header, clock.instant()))
                .orElse(Duration.ZERO);
        return new DownstreamUnavailableException(
                what + (retryAfter.isZero() ? "" : " (retry after " + retryAfter.toMillis() + " ms)"), retryAfter);
    }

    private static String redirect(HttpResponse<String> answer) {
        String location = answer.headers().firstValue("Location").orElse("nowhere");
        return "it points to " + PrintableText.of(SinkOptions.withoutSecrets(location), LOCATION_CHARS)
                + ", and redirects are not followed; set the sink's url (" + SinkOptions.PREFIX
                + "url) to the final address";
    }

    private String describe(HttpResponse<String> answer) {
        String body = answer.body();
        return url + " answered " + answer.statusCode() + (body.isEmpty() ? "" : ": " + body);
    }
}
