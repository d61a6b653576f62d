package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The header that {@code headgate sim} stamps on each record, whose bytes docs/SIMULATOR.md lays out. */
record StampBytes(String run, String producer, long sequence, long keySequence, long dueNanos, int checksum) {
    static final String HEADER = "headgate-sim";

    private static final byte VERSION = 1;
    private static final int FIXED_PART = 30;

    /** Empty where there is none, or none that can be read. */
    static Optional<StampBytes> of(Headers headers) {
        @Nullable Header header = headers.lastHeader(HEADER);
        byte @Nullable [] value = header == null ? null : header.value();
        if (value == null || value.length < FIXED_PART || value[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(value).position(1);
        int checksum = bytes.getInt();
        long sequence = bytes.getLong();
        long keySequence = bytes.getLong();
        long due = bytes.getLong();
        int runLength = Byte.toUnsignedInt(bytes.get());
        if (runLength > bytes.remaining()) {
            return Optional.empty();
        }
        String run = new String(value, FIXED_PART, runLength, UTF_8);
        String producer = new String(value, FIXED_PART + runLength, bytes.remaining() - runLength, UTF_8);
        return Optional.of(new StampBytes(run, producer, sequence, keySequence, due, checksum));
    }
}
