package dev.headgate.sink.http;

import dev.headgate.api.FatalSinkException;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.SinkUnavailableException;
import dev.headgate.model.PrintableText;
import dev.headgate.sink.SinkOptions;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Reads an answer as what it means for the records of its request, in the words of {@link dev.headgate.api.Sink}. */
final class Answers {
    private static final int LOCATION_CHARS = 200;

    private final String url;
    private final InstantSource clock;

    /** @param url for messages */
    Answers(String url, InstantSource clock) {
        this.url = url;
        this.clock = clock;
    }

    /** Empty if the records have arrived. */
    Optional<Exception> read(HttpResponse<String> answer) {
        int status = answer.statusCode();
        return switch (status) {
            case 408, 429, 502, 503, 504 -> Optional.of(unavailable(answer));
            case 401, 407 ->
                Optional.of(
                        fatal(answer, "the credentials don't do; set " + SinkOptions.PREFIX + "headers.Authorization"));
            default ->
                switch (status / 100) {
                    case 2 -> Optional.empty();
                    case 3 -> Optional.of(fatal(answer, redirect(answer)));
                    case 4 -> Optional.of(new RejectedRecordException(describe(answer)));
                    default -> Optional.of(new HttpStatusException(status, describe(answer)));
                };
        };
    }

    private SinkUnavailableException unavailable(HttpResponse<String> answer) {
        Duration retryAfter = answer.headers()
                .firstValue("Retry-After")
                .map(header -> RetryAfter.parse(header, clock.instant()))
                .orElse(Duration.ZERO);
        String message =
                describe(answer) + (retryAfter.isZero() ? "" : " (retry after " + retryAfter.toMillis() + " ms)");
        return new SinkUnavailableException(message, retryAfter);
    }

    private static FatalSinkException fatal(HttpResponse<String> answer, String fix) {
        String message = answer.request().method() + " "
                + SinkOptions.withoutSecrets(answer.uri().toString()) + " was answered with " + answer.statusCode()
                + ": " + fix;
        return new FatalSinkException(message, new HttpStatusException(answer.statusCode(), message));
    }

    private static String redirect(HttpResponse<String> answer) {
        String location = answer.headers().firstValue("Location").orElse("nowhere");
        return "it points to " + PrintableText.of(SinkOptions.withoutSecrets(location), LOCATION_CHARS)
                + ", and redirects are not followed; set " + SinkOptions.PREFIX + "url to the final address";
    }

    private String describe(HttpResponse<String> answer) {
        String body = answer.body();
        return url + " answered " + answer.statusCode() + (body.isEmpty() ? "" : ": " + body);
    }
}
