package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.internals.ByteUtils;

/** Stamps the records of one producer of one run: writes the numbers before a copy of what all its stamps share. */
final class Stamper {

    /** Length of the run id, run id, producer id. */
    private final byte[] ids;

    Stamper(String runId, String producerId) {
        byte[] run = runId.getBytes(UTF_8);
        byte[] producer = producerId.getBytes(UTF_8);
        this.ids = ByteBuffer.allocate(1 + run.length + producer.length)
                .put((byte) run.length)
                .put(run)
                .put(producer)
                .array();
    }

    Header stamp(long sequence, long keySequence, long intendedEpochNanos, int checksum) {
        long behind = sequence - keySequence;
        int idsAt = Stamp.SEQUENCE_AT + ByteUtils.sizeOfVarlong(sequence) + ByteUtils.sizeOfVarlong(behind);
        byte[] bytes = new byte[idsAt + ids.length];
        bytes[0] = Stamp.VERSION;
        ByteBuffer buffer = ByteBuffer.wrap(bytes)
                .putInt(Stamp.CHECKSUM_AT, checksum)
                .putLong(Stamp.INTENDED_TIME_AT, intendedEpochNanos)
                .position(Stamp.SEQUENCE_AT);
        ByteUtils.writeVarlong(sequence, buffer);
        ByteUtils.writeVarlong(behind, buffer);
        System.arraycopy(ids, 0, bytes, idsAt, ids.length);
        return new StampHeader(StampHeaders.STAMP, bytes);
    }
}
