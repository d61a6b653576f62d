package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a record, as which one, when it was due and what was in it: what an audit needs to prove loss, duplicates,
 * reordering and corruption. It stands in one header, {@link StampHeaders#STAMP}, for the Kafka client spends as much on
 * the name of a header as on a small value. Its bytes, all numbers big-endian:
 *
 * <pre>
 *  0  1 byte    version, 1
 *  1  4 bytes   checksum
 *  5  8 bytes   sequence
 * 13  8 bytes   key sequence
 * 21  8 bytes   intended time
 * 29  1 byte    length of the run id
 * 30            run id, UTF-8; after it the producer id, UTF-8, to the end
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
    static final int SEQUENCE_AT = 5;
    static final int KEY_SEQUENCE_AT = 13;
    static final int INTENDED_TIME_AT = 21;
    static final int RUN_ID_LENGTH_AT = 29;
    static final int RUN_ID_AT = 30;

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
        if (bytes == null || bytes.length < RUN_ID_AT) {
            throw new IllegalArgumentException("header " + StampHeaders.STAMP + " must be at least " + RUN_ID_AT
                    + " bytes long, not " + (bytes == null ? 0 : bytes.length));
        }
        int producerAt = RUN_ID_AT + Byte.toUnsignedInt(bytes[RUN_ID_LENGTH_AT]);
        if (bytes[0] != VERSION || producerAt > bytes.length) {
            throw new IllegalArgumentException("header " + StampHeaders.STAMP + " must be of version " + VERSION
                    + " and whole, but its version is " + bytes[0] + " and its length " + bytes.length);
        }
        return Optional.of(new Stamp(
                new String(bytes, RUN_ID_AT, producerAt - RUN_ID_AT, UTF_8),
                new String(bytes, producerAt, bytes.length - producerAt, UTF_8),
                Bytes.readLong(bytes, SEQUENCE_AT),
                Bytes.readLong(bytes, KEY_SEQUENCE_AT),
                Bytes.readLong(bytes, INTENDED_TIME_AT),
                Bytes.readInt(bytes, CHECKSUM_AT)));
    }
}
