package dev.headgate.internal.watch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which records somebody wants to see. Immutable.
 *
 * @param topic the only topic
 * @param partition the only partition
 * @param key the only key, as UTF-8 text
 */
public record RecordFilter(Optional<String> topic, OptionalInt partition, Optional<String> key) {
    /** All records. */
    public static final RecordFilter ALL = new RecordFilter(Optional.empty(), OptionalInt.empty(), Optional.empty());

    boolean admits(ConsumerRecord<byte[], byte[]> record) {
        return topic.map(record.topic()::equals).orElse(true)
                && (partition.isEmpty() || partition.getAsInt() == record.partition())
                && key.map(text -> Arrays.equals(text.getBytes(StandardCharsets.UTF_8), record.key()))
                        .orElse(true);
    }
}
