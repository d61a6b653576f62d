package dev.headgate.sink.http;

import dev.headgate.api.RecordContext;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The HTTP headers of a request that carries one record: where it comes from, so that the receiver knows it again. */
final class RequestHeaders {
    /** {@code topic-partition@offset}: the same for every attempt at the record. */
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    static final String TOPIC = "Headgate-Topic";
    static final String PARTITION = "Headgate-Partition";
    static final String OFFSET = "Headgate-Offset";

    /** The record's timestamp in epoch ms. */
    static final String TIMESTAMP = "Headgate-Timestamp";

    /** Counted from 1. */
    static final String ATTEMPT = "Headgate-Attempt";

    /** The key, if it consists of visible ASCII characters. */
    static final String KEY = "Headgate-Key";

    /** The key, if it doesn't. */
    static final String KEY_BASE64 = "Headgate-Key-Base64";

    /** {@code true} if the record has no value, as opposed to an empty one. */
    static final String TOMBSTONE = "Headgate-Tombstone";

    private RequestHeaders() {}

    static void addTo(HttpRequest.Builder request, PendingRecord posting) {
        RecordContext context = posting.context();
        request.setHeader(IDEMPOTENCY_KEY, posting.place());
        request.setHeader(TOPIC, context.topic());
        request.setHeader(PARTITION, Integer.toString(context.partition()));
        request.setHeader(OFFSET, Long.toString(context.offset()));
        request.setHeader(TIMESTAMP, Long.toString(context.timestamp()));
        request.setHeader(ATTEMPT, Integer.toString(context.attempt()));
        byte[] key = posting.output().key();
        if (key != null) {
            boolean visible = isVisible(key);
            request.setHeader(
                    visible ? KEY : KEY_BASE64,
                    visible
                            ? new String(key, StandardCharsets.US_ASCII)
                            : Base64.getEncoder().encodeToString(key));
        }
        if (posting.output().value() == null) {
            request.setHeader(TOMBSTONE, "true");
        }
    }

    private static boolean isVisible(byte[] key) {
        for (byte b : key) {
            if (b <= ' ' || b > '~') {
                return false;
            }
        }
        return key.length > 0;
    }
}
