package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The header that {@code headgate sim} stamps on each record, whose bytes docs/SIMULATOR.md lays out. */
record StampBytes(String run, String producer, long sequence, long keySequence, long dueNanos, int checksum) {
    static final String HEADER = "headgate-sim";

    private static final byte VERSION = 1;
    private static final int CHECKSUM_AT = 1;
    private static final int FIXED_PART = 30;

    /** Empty where there is none, or none that can be read. */
    static Optional<StampBytes> of(Headers headers) {
        return whole(headers).map(value -> {
            ByteBuffer bytes = ByteBuffer.wrap(value).position(CHECKSUM_AT);
            int checksum = bytes.getInt();
            long sequence = bytes.getLong();
            long keySequence = bytes.getLong();
            long due = bytes.getLong();
            int producerAt = producerAt(value);
            String run = new String(value, FIXED_PART, producerAt - FIXED_PART, UTF_8);
            String producer = new String(value, producerAt, value.length - producerAt, UTF_8);
            return new StampBytes(run, producer, sequence, keySequence, due, checksum);
        });
    }

    /** The checksum alone, for whoever wants no more of each record; empty as above. */
    static OptionalInt checksum(Headers headers) {
        return whole(headers).stream()
                .mapToInt(value -> ByteBuffer.wrap(value).getInt(CHECKSUM_AT))
                .findFirst();
    }

    private static Optional<byte[]> whole(Headers headers) {
        @Nullable Header header = headers.lastHeader(HEADER);
        byte @Nullable [] value = header == null ? null : header.value();
        return value == null || value.length < FIXED_PART || value[0] != VERSION || producerAt(value) > value.length
                ? Optional.empty()
                : Optional.of(value);
    }

    private static int producerAt(byte[] value) {
        return FIXED_PART + Byte.toUnsignedInt(value[FIXED_PART - 1]);
    }
}
