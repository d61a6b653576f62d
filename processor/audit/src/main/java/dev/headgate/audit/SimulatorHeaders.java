package dev.headgate.audit;

import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** What else the simulator notes in a record's headers. */
final class SimulatorHeaders {
    private static final String POISON = "headgate-sim-poison";

    private SimulatorHeaders() {}

    /** Whether the record was made so that the processor under test can't handle it. */
    static boolean isPoison(Record<byte[], byte[]> record) {
        return record.headers().lastHeader(POISON) != null;
    }

    /** Whether key or value differ from what the record's checksum was made of; never so without a stamp. */
    static boolean isCorrupted(Record<byte[], byte[]> record) {
        OptionalInt sent = StampBytes.checksum(record.headers());
        return sent.isPresent() && sent.getAsInt() != checksum(record.key(), record.value());
    }

    /** CRC-32C over the bytes of the key, if there is one, and then of the value, if there is one. */
    static int checksum(byte @Nullable [] key, byte @Nullable [] value) {
        CRC32C crc = new CRC32C();
        if (key != null) {
            crc.update(key);
        }
        if (value != null) {
            crc.update(value);
        }
        return (int) crc.getValue();
    }
}
