package dev.headgate.sink.http;

import dev.headgate.internal.text.PrintableText;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Reads an answer to its end, so that the connection can be used again, but keeps only what a message has room for. */
final class HeadOfBody implements HttpResponse.BodySubscriber<String> {
    static final int CHARS = 200;

    private static final int BYTES = 4 * (CHARS + 1);

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final CompletableFuture<String> body = new CompletableFuture<>();

    @Override
    public CompletionStage<String> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] kept = new byte[Math.min(buffer.remaining(), BYTES - head.size())];
            buffer.get(kept);
            head.writeBytes(kept);
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        body.complete(PrintableText.of(head.toByteArray(), CHARS).strip());
    }
}
