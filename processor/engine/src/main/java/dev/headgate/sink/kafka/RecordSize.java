package dev.headgate.sink.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** How many bytes a record has for Kafka. */
final class RecordSize {
    /** What a batch has on top of its records. */
    private static final int BATCH_OVERHEAD = 61;

    /** Attributes, and what one byte each says of timestamp and offset. */
    private static final int FIXED = 3;

    /** More than what a batch and a record have on top of keys, values and headers. */
    private static final int MOST_OVERHEAD = 512;

    /** More than what the lengths of a header's name and value take. */
    private static final int HEADER_OVERHEAD = 10;

    /** A character of a name takes no more bytes. */
    private static final long BYTES_PER_CHAR = 3;

    private RecordSize() {}

    /** No less than a batch of this one record has, found without a look into the names of its headers. */
    static long atMost(ProducerRecord<byte[], byte[]> record) {
        long bytes = MOST_OVERHEAD;
        bytes += length(record.key());
        bytes += length(record.value());
        for (Header header : record.headers().toArray()) {
            bytes += BYTES_PER_CHAR * header.key().length() + length(header.value()) + HEADER_OVERHEAD;
        }
        return bytes;
    }

    /** How large a batch of this one record is. */
    static long alone(ProducerRecord<byte[], byte[]> record) {
        long bytes = FIXED;
        bytes += field(record.key());
        bytes += field(record.value());
        Header[] headers = record.headers().toArray();
        for (Header header : headers) {
            int name = header.key().getBytes(StandardCharsets.UTF_8).length;
            bytes += varint(name);
            bytes += name;
            bytes += field(header.value());
        }
        bytes += varint(headers.length);
        return BATCH_OVERHEAD + varint(bytes) + bytes;
    }

    private static long field(byte @Nullable [] bytes) {
        return bytes == null ? 1 : (long) varint(bytes.length) + bytes.length;
    }

    /** Kafka's variable-length numbers have seven bits in a byte, and one of them for the sign. */
    private static int varint(long number) {
        return 1 + (63 - Long.numberOfLeadingZeros(number << 1 | 1)) / 7;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
