package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Stamps the records of one producer of one run; the headers with the ids are shared by all of them. */
final class Stamper {

    private final Header runId;
    private final Header producerId;

    Stamper(String runId, String producerId) {
        this.runId = new StampHeader(StampHeaders.RUN_ID, runId.getBytes(UTF_8));
        this.producerId = new StampHeader(StampHeaders.PRODUCER_ID, producerId.getBytes(UTF_8));
    }

    void stamp(Headers headers, long sequence, long keySequence, long intendedEpochNanos) {
        headers.add(runId)
                .add(producerId)
                .add(new StampHeader(StampHeaders.SEQUENCE, Bytes.of(sequence)))
                .add(new StampHeader(StampHeaders.KEY_SEQUENCE, Bytes.of(keySequence)))
                .add(new StampHeader(StampHeaders.INTENDED_TIME, Bytes.of(intendedEpochNanos)));
    }

    private static final class StampHeader implements Header {

        private final String key;
        private final byte[] value;

        StampHeader(String key, byte[] value) {
            this.key = key;
            this.value = value;
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public byte[] value() {
            return value;
        }

        @Override
        public String toString() {
            return key;
        }
    }
}
