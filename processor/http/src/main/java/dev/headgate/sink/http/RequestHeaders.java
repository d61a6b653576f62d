package dev.headgate.sink.http;

import dev.headgate.api.RecordContext;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP headers of a request that carries one record: where it comes from, so that the receiver knows it again. Thread-safe.
 *
 * <p>A key that is too long for a header is left out. A server would refuse the request or close the connection, and the second
 * looks as if the server were away.
 */
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

    /** How many bytes the key has, if it is left out. */
    static final String KEY_LEFT_OUT = "Headgate-Key-Left-Out";

    /** Of a key as it stands in a header. With {@link RecordHeaders#MOST_BYTES} it stays below the 8 KiB that many servers take. */
    static final int MOST_KEY_CHARS = 2_048;

    /** {@code true} if the record has no value, as opposed to an empty one. */
    static final String TOMBSTONE = "Headgate-Tombstone";

    private static final Logger LOG = LoggerFactory.getLogger(RequestHeaders.class);

    private final AtomicBoolean leftOut = new AtomicBoolean();

    void addTo(HttpRequest.Builder request, PendingRecord posting) {
        RecordContext context = posting.context();
        request.setHeader(IDEMPOTENCY_KEY, posting.place());
        request.setHeader(TOPIC, context.topic());
        request.setHeader(PARTITION, Integer.toString(context.partition()));
        request.setHeader(OFFSET, Long.toString(context.offset()));
        request.setHeader(TIMESTAMP, Long.toString(context.timestamp()));
        request.setHeader(ATTEMPT, Integer.toString(context.attempt()));
        byte[] key = posting.output().key();
        if (key != null) {
            addKey(request, key, posting);
        }
        if (posting.output().value() == null) {
            request.setHeader(TOMBSTONE, "true");
        }
    }

    private void addKey(HttpRequest.Builder request, byte[] key, PendingRecord posting) {
        boolean visible = key.length <= MOST_KEY_CHARS && isVisible(key);
        if (visible) {
            request.setHeader(KEY, new String(key, StandardCharsets.US_ASCII));
        } else if ((key.length + 2L) / 3 * 4 <= MOST_KEY_CHARS) {
            request.setHeader(KEY_BASE64, Base64.getEncoder().encodeToString(key));
        } else {
            request.setHeader(KEY_LEFT_OUT, Integer.toString(key.length));
            if (leftOut.compareAndSet(false, true)) {
                LOG.warn(
                        "{} goes without its key, as does each record from now on whose key has more than {}"
                                + " characters as a header: it has {} bytes, and {} says so. In a batch (batch.records"
                                + " above 1) the key is in the body",
                        posting.place(),
                        MOST_KEY_CHARS,
                        key.length,
                        KEY_LEFT_OUT);
            }
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
