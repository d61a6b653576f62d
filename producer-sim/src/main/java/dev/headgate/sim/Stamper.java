package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;

/** Stamps the records of one producer of one run: copies what they all share, and puts the numbers into the copy. */
final class Stamper {

    private final byte[] pattern;

    Stamper(String runId, String producerId) {
        byte[] run = runId.getBytes(UTF_8);
        byte[] producer = producerId.getBytes(UTF_8);
        this.pattern = new byte[Stamp.RUN_ID_AT + run.length + producer.length];
        pattern[0] = Stamp.VERSION;
        pattern[Stamp.RUN_ID_LENGTH_AT] = (byte) run.length;
        System.arraycopy(run, 0, pattern, Stamp.RUN_ID_AT, run.length);
        System.arraycopy(producer, 0, pattern, Stamp.RUN_ID_AT + run.length, producer.length);
    }

    Header stamp(long sequence, long keySequence, long intendedEpochNanos, int checksum) {
        byte[] bytes = pattern.clone();
        Bytes.write(bytes, Stamp.CHECKSUM_AT, checksum);
        Bytes.write(bytes, Stamp.SEQUENCE_AT, sequence);
        Bytes.write(bytes, Stamp.KEY_SEQUENCE_AT, keySequence);
        Bytes.write(bytes, Stamp.INTENDED_TIME_AT, intendedEpochNanos);
        return new StampHeader(StampHeaders.STAMP, bytes);
    }
}
