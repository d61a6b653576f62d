package dev.headgate.benchmarks.work;

import java.util.Locale;

/**
 * What a topic holds.
 *
 * @param keys how its records are spread over keys
 * @param partitions how many partitions it has
 * @param records how many records it has
 * @param valueBytes size of each value
 */
public record Content(KeyShape keys, int partitions, int records, int valueBytes) {
    /** @throws IllegalArgumentException if values are too small for their fields */
    public Content {
        if (valueBytes < Payload.LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "values must have at least " + Payload.LEAST_BYTES + " bytes, not " + valueBytes);
        }
    }

    /** The name of the topic with this content. */
    public String topic() {
        return "bench-%s-%dp-%dx%d".formatted(keys.name().toLowerCase(Locale.ROOT), partitions, records, valueBytes);
    }

    public Content withPartitions(int count) {
        return new Content(keys, count, records, valueBytes);
    }

    public Content withRecords(int count) {
        return new Content(keys, partitions, count, valueBytes);
    }

    public Content withKeys(KeyShape shape) {
        return new Content(shape, partitions, records, valueBytes);
    }

    public Content withValueBytes(int bytes) {
        return new Content(keys, partitions, records, bytes);
    }
}
