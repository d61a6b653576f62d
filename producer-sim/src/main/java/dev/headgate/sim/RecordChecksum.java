package dev.headgate.sim;

import java.util.zip.CRC32C;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The checksum in a {@link Stamp}: CRC32C (RFC 3720, appendix B.4) over the bytes of the key, if the record has one, and
 * then those of the value, if it has one; headers and timestamp are not in it. Any thread.
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
     * Whether key and value are what was sent; true for a record that has no stamp.
     *
     * @throws IllegalArgumentException if the stamp can't be read
     */
    public static boolean matches(Headers headers, byte @Nullable [] key, byte @Nullable [] value) {
        return Stamp.read(headers)
                .map(stamp -> stamp.checksum() == of(key, value))
                .orElse(true);
    }
}
