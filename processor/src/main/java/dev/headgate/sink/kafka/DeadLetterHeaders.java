package dev.headgate.sink.kafka;

import dev.headgate.api.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

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

    private static final int MESSAGE_CHARS = 1_000;

    private DeadLetterHeaders() {}

    /**
     * The record's own headers, followed by those above. A record that has been a dead letter before has each of them twice;
     * {@link Headers#lastHeader} answers with the latest.
     */
    static Headers of(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> original = letter.record();
        String message = letter.reason().getMessage();
        Headers headers = new RecordHeaders(original.headers().toArray());
        add(headers, TOPIC, original.topic());
        add(headers, PARTITION, Integer.toString(original.partition()));
        add(headers, OFFSET, Long.toString(original.offset()));
        add(headers, TIMESTAMP, Long.toString(original.timestamp()));
        add(headers, EXCEPTION_CLASS, letter.reason().getClass().getName());
        add(headers, EXCEPTION_MESSAGE, message == null ? "" : cut(message));
        add(headers, ATTEMPTS, Integer.toString(letter.attempts()));
        return headers;
    }

    private static String cut(String message) {
        return message.length() <= MESSAGE_CHARS ? message : message.substring(0, MESSAGE_CHARS) + "…";
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
