package dev.headgate.sim;

import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The checksum in {@link StampHeaders#CHECKSUM}: CRC32C (RFC 3720, appendix B.4) over the bytes of the key, if the record
 * has one, and then those of the value, if it has one. Any thread.
 */
public final class RecordChecksum {

    private RecordChecksum() {}

    /** The checksum of a record with this key and value; 0 if it has neither. */
    public static int of(byte @Nullable [] key, byte @Nullable [] value) {
        CRC32C crc = new CRC32C();
        if (key != null) {
            crc.update(key, 0, key.length);
        }
        if (value != null) {
            crc.update(value, 0, value.length);
        }
        return (int) crc.getValue();
    }

    /**
     * The checksum that a record says it has; empty if it says none. Where the header is there twice, the last counts.
     *
     * @throws IllegalArgumentException if the header is not 4 bytes long; the message names it
     */
    public static OptionalInt read(Headers headers) {
        @Nullable Header header = headers.lastHeader(StampHeaders.CHECKSUM);
        if (header == null) {
            return OptionalInt.empty();
        }
        byte @Nullable [] value = header.value();
        int length = value == null ? 0 : value.length;
        if (value == null || length != Integer.BYTES) {
            throw new IllegalArgumentException(
                    "header " + StampHeaders.CHECKSUM + " must be " + Integer.BYTES + " bytes long, not " + length);
        }
        return OptionalInt.of(Bytes.readInt(value));
    }

    /**
     * Whether key and value are what was sent; true for a record that says no checksum.
     *
     * @throws IllegalArgumentException if the header is not 4 bytes long
     */
    public static boolean matches(Headers headers, byte @Nullable [] key, byte @Nullable [] value) {
        OptionalInt said = read(headers);
        return said.isEmpty() || said.getAsInt() == of(key, value);
    }
}
