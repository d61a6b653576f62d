package dev.headgate.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.sim.RecordChecksum;
import dev.headgate.sim.Stamp;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** A record as the simulator would have sent it, with checksum. */
record Stamped(String run, String producer, @Nullable String key, long sequence, long keySequence, long dueMs) {
    private static final long NANOS_PER_MS = 1_000_000;

    static Stamped of(String key, long sequence, long keySequence) {
        return new Stamped("run-1", "producer-1", key, sequence, keySequence, 1_700_000_000_000L + sequence);
    }

    String text() {
        return run + "/" + producer + "/" + sequence;
    }

    Headers headers() {
        Headers headers = new RecordHeaders();
        int checksum = RecordChecksum.of(keyBytes(), text().getBytes(UTF_8));
        new Stamp(run, producer, sequence, keySequence, dueMs * NANOS_PER_MS, checksum).writeTo(headers);
        return headers;
    }

    private byte @Nullable [] keyBytes() {
        return key == null ? null : key.getBytes(UTF_8);
    }

    /** The record as it stands in a topic with this timestamp. */
    @SuppressWarnings("NullAway") // Kafka's test records aren't annotated
    TestRecord<byte[], byte[]> at(long timestampMs) {
        return new TestRecord<>(keyBytes(), text().getBytes(UTF_8), headers(), timestampMs);
    }

    /** The same with another value than its checksum is of. */
    @SuppressWarnings("NullAway")
    TestRecord<byte[], byte[]> corrupted(long timestampMs) {
        return new TestRecord<>(keyBytes(), (text() + "?").getBytes(UTF_8), headers(), timestampMs);
    }

    /** For a producer. */
    @SuppressWarnings("NullAway")
    ProducerRecord<byte[], byte[]> to(String topic, long timestampMs, boolean corrupted) {
        byte[] value = (corrupted ? text() + "?" : text()).getBytes(UTF_8);
        return new ProducerRecord<>(topic, null, timestampMs, keyBytes(), value, headers());
    }
}
