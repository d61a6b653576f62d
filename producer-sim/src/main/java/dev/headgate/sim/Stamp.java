package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a record, as which one, when it was due and what was in it: what an audit needs to prove loss, duplicates,
 * reordering and corruption. It stands in one header, {@link StampHeaders#STAMP}, for the Kafka client spends as much on
 * the name of a header as on a small value; and it is small, for what it adds to each record is sent, stored and read.
 * Its bytes, numbers of fixed length big-endian, the others as Kafka's own varlong (zigzag, 7 bits a byte):
 *
 * <pre>
 *  0  1 byte    version, 1
 *  1  4 bytes   checksum
 *  5  8 bytes   intended time
 * 13  varlong   sequence
 *     varlong   sequence - key sequence
 *     1 byte    length of the run id
 *               run id, UTF-8; after it the producer id, UTF-8, to the end
 * </pre>
 *
 * @param runId the run
 * @param producerId the producer within the run
 * @param sequence position among all records of this producer in this run, from 0
 * @param keySequence position among those with the same key, from 0; all records without a key count as one key
 * @param intendedEpochNanos when the record was due to be sent, in nanoseconds since the Unix epoch
 * @param checksum {@link RecordChecksum} of key and value as they were sent
 */
public record Stamp(
        String runId, String producerId, long sequence, long keySequence, long intendedEpochNanos, int checksum) {

    static final byte VERSION = 1;
    static final int CHECKSUM_AT = 1;
    static final int INTENDED_TIME_AT = 5;
    static final int SEQUENCE_AT = 13;

    /** Adds the stamp to the headers of a record. The caller's thread must own the headers. */
    public void writeTo(Headers headers) {
        headers.add(new Stamper(runId, producerId).stamp(sequence, keySequence, intendedEpochNanos, checksum));
    }

    /**
     * Reads the stamp of a record; empty if it has none. Where the header is there twice, the last one counts.
     *
     * @throws IllegalArgumentException if it is of another version or cut short
     */
    public static Optional<Stamp> read(Headers headers) {
        @Nullable Header header = headers.lastHeader(StampHeaders.STAMP);
        if (header == null) {
            return Optional.empty();
        }
        byte @Nullable [] bytes = header.value();
        if (bytes == null || bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalArgumentException("header " + StampHeaders.STAMP + " must be of version " + VERSION
                    + ", not " + (bytes == null || bytes.length == 0 ? "empty" : String.valueOf(bytes[0])));
        }
        try {
            return Optional.of(read(ByteBuffer.wrap(bytes)));
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "header " + StampHeaders.STAMP + " of " + bytes.length + " bytes is cut short or broken", e);
        }
    }

    private static Stamp read(ByteBuffer bytes) {
        int checksum = bytes.getInt(CHECKSUM_AT);
        long intended = bytes.getLong(INTENDED_TIME_AT);
        bytes.position(SEQUENCE_AT);
        long sequence = ByteUtils.readVarlong(bytes);
        long keySequence = sequence - ByteUtils.readVarlong(bytes);
        String runId = text(bytes, Byte.toUnsignedInt(bytes.get()));
        return new Stamp(runId, text(bytes, bytes.remaining()), sequence, keySequence, intended, checksum);
    }

    private static String text(ByteBuffer bytes, int length) {
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, UTF_8);
    }
}
