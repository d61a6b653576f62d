package dev.headgate.sink.kafka;

import dev.headgate.api.DeadLetter;
import dev.headgate.internal.Failures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What a dead letter says about itself. Every value is text in UTF-8, numbers in decimal. */
public final class DeadLetterHeaders {
    /** The topic the record comes from. */
    public static final String TOPIC = "headgate-dlq-topic";

    /** The partition it comes from. */
    public static final String PARTITION = "headgate-dlq-partition";

    /** Its offset there. */
    public static final String OFFSET = "headgate-dlq-offset";

    /** Its timestamp there, in epoch ms. */
    public static final String TIMESTAMP = "headgate-dlq-timestamp";

    /** The class of the last failure. */
    public static final String EXCEPTION_CLASS = "headgate-dlq-exception-class";

    /** The message of the last failure, empty if it has none, cut at 1000 characters. */
    public static final String EXCEPTION_MESSAGE = "headgate-dlq-exception-message";

    /** How often the record was tried; 0 if it could not be decoded. */
    public static final String ATTEMPTS = "headgate-dlq-attempts";

    /** How many of the record's own headers were left off since they were too many or too large; missing if none. */
    public static final String HEADERS_LEFT_OFF = "headgate-dlq-headers-left-off";

    private static final int MESSAGE_CHARS = 1_000;
    private static final int MOST_HEADERS = 200;
    private static final int MOST_HEADER_BYTES = 64 * 1024;

    private DeadLetterHeaders() {}

    /**
     * The record's own headers, followed by those above. A record that has been a dead letter before has each of them twice;
     * {@link Headers#lastHeader} answers with the latest. Of the record's own, what goes beyond 200 headers or 64 KiB is left
     * off and counted, the latest first to stay: or else a record whose headers fill it to the broker's limit could never be
     * dead-lettered, since ours come on top, and would stop its partition for good.
     */
    static Headers of(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> original = letter.record();
        Headers headers = new RecordHeaders();
        int leftOff = copyWhatFits(original.headers().toArray(), headers);
        add(headers, TOPIC, original.topic());
        add(headers, PARTITION, Integer.toString(original.partition()));
        add(headers, OFFSET, Long.toString(original.offset()));
        add(headers, TIMESTAMP, Long.toString(original.timestamp()));
        add(headers, EXCEPTION_CLASS, letter.reason().getClass().getName());
        add(headers, EXCEPTION_MESSAGE, cut(Failures.messageOf(letter.reason())));
        add(headers, ATTEMPTS, Integer.toString(letter.attempts()));
        if (leftOff > 0) {
            add(headers, HEADERS_LEFT_OFF, Integer.toString(leftOff));
        }
        return headers;
    }

    private static int copyWhatFits(Header[] from, Headers to) {
        Deque<Header> kept = new ArrayDeque<>();
        long bytes = 0;
        for (int i = from.length - 1; i >= 0 && kept.size() < MOST_HEADERS; i--) {
            long size = size(from[i]);
            if (bytes + size <= MOST_HEADER_BYTES) {
                bytes += size;
                kept.addFirst(from[i]);
            }
        }
        kept.forEach(to::add);
        return from.length - kept.size();
    }

    private static long size(Header header) {
        byte @Nullable [] value = header.value();
        return header.key().getBytes(StandardCharsets.UTF_8).length + (value == null ? 0L : value.length);
    }

    private static String cut(String message) {
        return message.length() <= MESSAGE_CHARS ? message : message.substring(0, MESSAGE_CHARS) + "…";
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
