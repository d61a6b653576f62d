package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.jspecify.annotations.Nullable;

/** The header that {@code headgate sim} stamps on each record, whose bytes docs/SIMULATOR.md lays out. */
record StampBytes(String run, String producer, long sequence, long keySequence, long dueNanos, int checksum) {
    static final String HEADER = "hgsim";

    private static final byte VERSION = 1;
    private static final int CHECKSUM_AT = 1;
    private static final int DUE_AT = 5;
    private static final int SEQUENCE_AT = 13;

    /** Empty where there is none, or none that can be read. */
    static Optional<StampBytes> of(Headers headers) {
        return value(headers).flatMap(StampBytes::read);
    }

    /** The checksum alone, where no more of each record is wanted; empty as above. */
    static OptionalInt checksum(Headers headers) {
        return value(headers).stream()
                .mapToInt(value -> ByteBuffer.wrap(value).getInt(CHECKSUM_AT))
                .findFirst();
    }

    private static Optional<byte[]> value(Headers headers) {
        @Nullable Header header = headers.lastHeader(HEADER);
        byte @Nullable [] value = header == null ? null : header.value();
        return value == null || value.length < SEQUENCE_AT || value[0] != VERSION
                ? Optional.empty()
                : Optional.of(value);
    }

    private static Optional<StampBytes> read(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value).position(SEQUENCE_AT);
        try {
            long sequence = ByteUtils.readVarlong(bytes);
            long keySequence = sequence - ByteUtils.readVarlong(bytes);
            int runLength = Byte.toUnsignedInt(bytes.get());
            int producerAt = bytes.position() + runLength;
            String run = new String(value, bytes.position(), runLength, UTF_8);
            String producer = new String(value, producerAt, value.length - producerAt, UTF_8);
            return Optional.of(new StampBytes(
                    run, producer, sequence, keySequence, bytes.getLong(DUE_AT), bytes.getInt(CHECKSUM_AT)));
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException cutShort) {
            return Optional.empty();
        }
    }
}
