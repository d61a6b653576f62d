package dev.headgate.admin;

import dev.headgate.state.EndedRecord;
import dev.headgate.state.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One record as {@code /records/stream} tells of it.
 *
 * @param timestampMs the record's, in ms since 1970
 * @param key as text, or as {@code base64:} where it isn't UTF-8; empty without one
 * @param value the same of at most the first {@value #MOST_BYTES} bytes
 * @param valueBytes the whole value's length; -1 without a value
 * @param outcome acked, dead_lettered, skipped, dropped or halted
 * @param tookMicros from its poll to its end
 */
record RecordLine(
        String topic,
        int partition,
        long offset,
        long timestampMs,
        Optional<String> key,
        Optional<String> value,
        int valueBytes,
        int headers,
        String outcome,
        long tookMicros) {
    static final int MOST_BYTES = 4_096;

    static RecordLine of(EndedRecord ended) {
        ConsumerRecord<byte[], byte[]> record = ended.record();
        return new RecordLine(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                Optional.ofNullable(record.key()).map(RecordLine::text),
                Optional.ofNullable(record.value()).map(RecordLine::text),
                record.value() == null ? -1 : record.value().length,
                record.headers().toArray().length,
                ended.outcome() instanceof Outcome.Plain plain ? plain.name().toLowerCase(Locale.ROOT) : "halted",
                ended.nanos() / 1_000);
    }

    private static String text(byte[] bytes) {
        byte[] some = bytes.length > MOST_BYTES ? Arrays.copyOf(bytes, MOST_BYTES) : bytes;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(some))
                    .toString();
        } catch (CharacterCodingException e) {
            return "base64:" + Base64.getEncoder().encodeToString(some);
        }
    }
}
