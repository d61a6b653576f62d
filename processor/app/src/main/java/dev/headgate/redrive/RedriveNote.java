package dev.headgate.redrive;

import dev.headgate.sink.kafka.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record in a partition of the dead-letter topic that repeats what the group of re-drives committed there. The brokers forget
 * the offsets of a group without members, after a week by default; the note stays as long as the dead letters before it. It has
 * neither key nor value, so that other readers of the topic have nothing to decode.
 */
final class RedriveNote {
    /** The group that committed. */
    static final String GROUP = "headgate-redrive-group";

    /** The committed offset, in decimal text. */
    static final String OFFSET = "headgate-redrive-offset";

    /** The commit's metadata: the map of what was put back beyond the offset. */
    static final String MAP = "headgate-redrive-map";

    private RedriveNote() {}

    static ProducerRecord<byte[], byte[]> of(String group, TopicPartition partition, OffsetAndMetadata commit) {
        Headers headers = new RecordHeaders();
        headers.add(GROUP, bytes(group));
        headers.add(OFFSET, bytes(Long.toString(commit.offset())));
        headers.add(MAP, bytes(commit.metadata()));
        return new ProducerRecord<>(partition.topic(), partition.partition(), null, null, null, headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether this is a note, of whichever group. A dead letter is none, whatever headers it came with. */
    static boolean isNote(ConsumerRecord<byte[], byte[]> record) {
        return isEmpty(record)
                && record.headers().lastHeader(OFFSET) != null
                && record.headers().lastHeader(DeadLetterHeaders.TOPIC) == null;
    }

    private static boolean isEmpty(ConsumerRecord<byte[], byte[]> record) {
        return record.serializedKeySize() == ConsumerRecord.NULL_SIZE
                && record.serializedValueSize() == ConsumerRecord.NULL_SIZE;
    }

    /** What the note says that the group committed; empty if it is of another group, is no note, or can't be true. */
    static Optional<OffsetAndMetadata> read(ConsumerRecord<byte[], byte[]> record, String group) {
        if (!isNote(record) || !text(record, GROUP).equals(Optional.of(group))) {
            return Optional.empty();
        }
        return text(record, OFFSET)
                .filter(digits -> digits.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .filter(offset -> offset <= record.offset())
                .map(offset -> new OffsetAndMetadata(offset, text(record, MAP).orElse("")));
    }

    private static Optional<String> text(ConsumerRecord<byte[], byte[]> record, String name) {
        @Nullable Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
