package dev.headgate.top;

import dev.headgate.dashboard.Frame;
import dev.headgate.dashboard.FrameJson;
import dev.headgate.internal.text.PrintableText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Asks processors for {@code /api/state}. Asking never blocks; an answer is bounded in time and size. */
public final class StateClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_CHARS = 200;

    /** One of another version may lack a figure, which is then 0; it is no processor's if it lacks a whole part. */
    private static final JsonMapper JSON = FrameJson.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /**
     * What came of a question.
     *
     * @param frame the state; empty if there was none to be had
     * @param why there was none, in one line; blank if there was
     */
    public record Answer(Optional<Frame> frame, String why) {
        private static Answer none(String why) {
            return new Answer(Optional.empty(), why);
        }
    }

    /** A question that may not be answered yet. Used by one thread. */
    public static final class Question {
        private final CompletableFuture<HttpResponse<byte[]>> response;
        private final long deadline = System.nanoTime() + TIMEOUT.toNanos();

        private Question(CompletableFuture<HttpResponse<byte[]>> response) {
            this.response = response;
        }

        /** The answer if it is there, or its time is up. Never blocks. */
        public Optional<Answer> answer() {
            if (!response.isDone() && System.nanoTime() - deadline < 0) {
                return Optional.empty();
            }
            try {
                return Optional.of(await());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        /** Waits for the answer as long as it may take. */
        public Answer await() throws InterruptedException {
            try {
                return read(response.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                response.cancel(true);
                return Answer.none("no answer within " + TIMEOUT.toSeconds() + " s");
            } catch (ExecutionException e) {
                return Answer.none(failure(e.getCause() == null ? e : e.getCause()));
            }
        }
    }

    /**
     * The address of a processor.
     *
     * @param text {@code http://HOST:PORT}, or without the scheme
     * @throws IllegalArgumentException if it is none; the message is one line without what may be secret in it
     */
    public static URI address(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            boolean plain = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (plain && uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return new URI(uri.toString().replaceAll("/+$", ""));
            }
        } catch (URISyntaxException e) {
            // its message would repeat the text, which may hold a password
        }
        throw new IllegalArgumentException("'" + PrintableText.of(text.replaceFirst("//.*@", "//***@"), MOST_CHARS)
                + "' is not the address of a processor: give it as http://HOST:PORT, without a name and password");
    }

    /** Begins to ask. */
    public Question ask(URI address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/state"))
                .timeout(TIMEOUT)
                .build();
        return new Question(client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES)));
    }

    private static Answer read(HttpResponse<byte[]> response) {
        if (response.statusCode() == 421) {
            return Answer.none("answers by other names only; add this one to its headgate.admin.allowed-hosts");
        }
        if (response.statusCode() != 200) {
            return Answer.none("answers /api/state with status " + response.statusCode());
        }
        try {
            @Nullable Frame frame = JSON.readValue(response.body(), Frame.class);
            if (frame != null) {
                return new Answer(Optional.of(frame), "");
            }
        } catch (JacksonException e) {
            // said below, in fewer words
        }
        return Answer.none("answers with something that is not the state of a processor");
    }

    private static String failure(Throwable cause) {
        return switch (cause) {
            case HttpTimeoutException _ -> "no answer within " + TIMEOUT.toSeconds() + " s";
            case ConnectException _ -> "no connection: nobody listens there, or the name is unknown";
            case IOException _ -> "the connection broke: " + PrintableText.of(cause.toString(), MOST_CHARS);
            default -> PrintableText.of(cause.toString(), MOST_CHARS);
        };
    }

    /** Gives up what is asked and not answered. */
    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
