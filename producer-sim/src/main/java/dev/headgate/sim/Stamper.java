package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.kafka.common.header.Header;

/** Stamps the records of one producer of one run; the headers with the ids are shared by all of them. */
final class Stamper {

    private final Header runId;
    private final Header producerId;

    Stamper(String runId, String producerId) {
        this.runId = new StampHeader(StampHeaders.RUN_ID, runId.getBytes(UTF_8));
        this.producerId = new StampHeader(StampHeaders.PRODUCER_ID, producerId.getBytes(UTF_8));
    }

    void stamp(List<Header> headers, long sequence, long keySequence, long intendedEpochNanos) {
        headers.add(runId);
        headers.add(producerId);
        headers.add(new StampHeader(StampHeaders.SEQUENCE, Bytes.of(sequence)));
        headers.add(new StampHeader(StampHeaders.KEY_SEQUENCE, Bytes.of(keySequence)));
        headers.add(new StampHeader(StampHeaders.INTENDED_TIME, Bytes.of(intendedEpochNanos)));
    }
}
