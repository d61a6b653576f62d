package dev.headgate.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a record, as which one and when it was due: what an audit needs to prove loss, duplicates and reordering.
 * The headers it is kept in are in {@link StampHeaders}.
 *
 * @param runId the run
 * @param producerId the producer within the run
 * @param sequence position among all records of this producer in this run, from 0
 * @param keySequence position among those with the same key, from 0; all records without a key count as one key
 * @param intendedEpochNanos when the record was due to be sent, in nanoseconds since the Unix epoch
 */
public record Stamp(String runId, String producerId, long sequence, long keySequence, long intendedEpochNanos) {

    /** Adds the stamp to the headers of a record. The caller's thread must own the headers. */
    public void writeTo(Headers headers) {
        List<Header> stamp = new ArrayList<>();
        new Stamper(runId, producerId).stamp(stamp, sequence, keySequence, intendedEpochNanos);
        stamp.forEach(headers::add);
    }

    /**
     * Reads the stamp of a record; empty if it has none. Where a header is there twice, the last one counts.
     *
     * @throws IllegalArgumentException if the stamp is incomplete, or a number is not 8 bytes long; the message names
     *     the header
     */
    public static Optional<Stamp> read(Headers headers) {
        if (isUnstamped(headers)) {
            return Optional.empty();
        }
        return Optional.of(new Stamp(
                text(headers, StampHeaders.RUN_ID),
                text(headers, StampHeaders.PRODUCER_ID),
                number(headers, StampHeaders.SEQUENCE),
                number(headers, StampHeaders.KEY_SEQUENCE),
                number(headers, StampHeaders.INTENDED_TIME)));
    }

    private static boolean isUnstamped(Headers headers) {
        for (Header each : headers) {
            if (each.key().startsWith(StampHeaders.PREFIX)) {
                return false;
            }
        }
        return true;
    }

    private static String text(Headers headers, String name) {
        return new String(value(headers, name), UTF_8);
    }

    private static long number(Headers headers, String name) {
        byte[] value = value(headers, name);
        if (value.length != Long.BYTES) {
            throw new IllegalArgumentException(
                    "header " + name + " must be " + Long.BYTES + " bytes long, not " + value.length);
        }
        return Bytes.readLong(value);
    }

    private static byte[] value(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        byte @Nullable [] value = header == null ? null : header.value();
        if (value == null) {
            throw new IllegalArgumentException("the stamp is incomplete: header " + name + " is missing");
        }
        return value;
    }
}
