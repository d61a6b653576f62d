package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads the headers that {@code headgate sim} stamps on each record: ids in UTF-8, numbers in 8 bytes, big-endian. */
public final class StampExtractor implements IdentityExtractor {
    private static final String RUN = "headgate-sim-run";
    private static final String PRODUCER = "headgate-sim-producer";
    private static final String SEQUENCE = "headgate-sim-seq";
    private static final String KEY_SEQUENCE = "headgate-sim-key-seq";
    private static final String DUE_NANOS = "headgate-sim-due";
    private static final int NANOS_PER_MICRO = 1_000;

    @Override
    public Optional<Identity> extract(Record<byte[], byte[]> record) {
        Headers headers = record.headers();
        byte @Nullable [] run = value(headers, RUN);
        byte @Nullable [] producer = value(headers, PRODUCER);
        OptionalLong sequence = number(headers, SEQUENCE);
        if (run == null || producer == null || sequence.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong due = number(headers, DUE_NANOS);
        return Optional.of(new Identity(
                new String(run, UTF_8),
                new String(producer, UTF_8),
                sequence.getAsLong(),
                number(headers, KEY_SEQUENCE),
                due.isPresent() ? Optional.of(due.getAsLong() / NANOS_PER_MICRO) : Optional.empty()));
    }

    private static OptionalLong number(Headers headers, String name) {
        byte @Nullable [] value = value(headers, name);
        return value == null || value.length != Long.BYTES
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(value).getLong());
    }

    private static byte @Nullable [] value(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }
}
