package dev.headgate.redrive;

import dev.headgate.internal.text.PrintableText;
import dev.headgate.sink.kafka.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A record in the dead-letter topic that says where it comes from.
 *
 * @param letter the record as it lies there
 * @param topic where it comes from
 * @param partition its partition there
 * @param reason the class of what it failed with; empty if it doesn't say
 * @param redrives how often it was put back before
 */
record ParkedRecord(ConsumerRecord<byte[], byte[]> letter, String topic, int partition, String reason, int redrives) {
    /** How often the record was put back, as decimal text. It stays on the record, so that a loop can be seen and ended. */
    static final String REDRIVES = "headgate-redrives";

    /** The record's timestamp when it was first dead-lettered, in epoch ms as decimal text. */
    static final String TIMESTAMP = "headgate-timestamp";

    /** How many of its headers the dead letter had no room for, as decimal text; missing if none. */
    static final String HEADERS_LEFT_OFF = "headgate-headers-left-off";

    /** What the names of all headers of a dead letter begin with. */
    private static final String OURS = "headgate-dlq-";

    private static final int REASON_CHARS = 250;

    /** The dead letter in this record; empty if it is none. */
    static Optional<ParkedRecord> of(ConsumerRecord<byte[], byte[]> letter) {
        Optional<String> topic = text(letter.headers(), DeadLetterHeaders.TOPIC).filter(ParkedRecord::isTopic);
        Optional<Integer> partition = number(letter.headers(), DeadLetterHeaders.PARTITION);
        if (topic.isEmpty() || partition.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ParkedRecord(
                letter,
                topic.get(),
                partition.get(),
                text(letter.headers(), DeadLetterHeaders.EXCEPTION_CLASS)
                        .map(name -> PrintableText.of(name, REASON_CHARS))
                        .orElse(""),
                number(letter.headers(), REDRIVES).orElse(0)));
    }

    long parkedMillis() {
        return letter.timestamp();
    }

    /**
     * The record as it was, but for its timestamp, which is the time of writing: the topic's retention counts from there, and
     * would delete at once what is older. The timestamp it had is in a header.
     *
     * @param target where it goes
     * @param to the partition; empty to leave that to the key
     */
    ProducerRecord<byte[], byte[]> back(String target, Optional<Integer> to) {
        Headers headers = new RecordHeaders();
        for (Header header : letter.headers()) {
            if (!header.key().startsWith(OURS) && !header.key().equals(REDRIVES)) {
                headers.add(header);
            }
        }
        headers.add(REDRIVES, Integer.toString(redrives + 1).getBytes(StandardCharsets.UTF_8));
        if (headers.lastHeader(TIMESTAMP) == null) {
            copy(DeadLetterHeaders.TIMESTAMP, TIMESTAMP, headers);
        }
        copy(DeadLetterHeaders.HEADERS_LEFT_OFF, HEADERS_LEFT_OFF, headers);
        return new ProducerRecord<>(target, to.orElse(null), null, letter.key(), letter.value(), headers);
    }

    private void copy(String from, String to, Headers headers) {
        text(letter.headers(), from).ifPresent(text -> headers.add(to, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean isTopic(String name) {
        try {
            Topic.validate(name);
            return true;
        } catch (InvalidTopicException _) {
            return false;
        }
    }

    private static Optional<String> text(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static Optional<Integer> number(Headers headers, String name) {
        return text(headers, name).filter(text -> text.matches("\\d{1,9}")).map(Integer::valueOf);
    }
}
