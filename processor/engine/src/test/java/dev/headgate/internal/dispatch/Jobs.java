package dev.headgate.internal.dispatch;

import dev.headgate.api.Ordering;
import dev.headgate.internal.SourcePartition;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Records and jobs for tests that have no poll loop. */
public final class Jobs {
    private static final Lanes NO_ORDER = new Lanes(Ordering.UNORDERED);

    private Jobs() {}

    /** An ownership of orders-0. */
    public static SourcePartition source() {
        return new SourcePartition(new TopicPartition("orders", 0), 1);
    }

    /** A record of that partition. */
    @SuppressWarnings("NullAway") // a record without a key is null in Kafka's API
    public static ConsumerRecord<byte[], byte[]> record(long offset, @Nullable String key) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                "orders", 0, offset, keyBytes, ("value-" + offset).getBytes(StandardCharsets.UTF_8));
    }

    /** A job with headers in the lane of its key; not appended yet. */
    public static Job job(long offset, String key, Headers headers, SourcePartition source, Lanes lanes) {
        ConsumerRecord<byte[], byte[]> record = record(offset, key);
        headers.forEach(record.headers()::add);
        return new Job(record, source, lanes.laneOf(source, record), 1, 0);
    }

    /** A job that waits for nobody. */
    public static Job job(long offset) {
        return job(offset, null, source(), NO_ORDER);
    }

    /** A job in the lane of its key; not appended yet. */
    public static Job job(long offset, @Nullable String key, SourcePartition source, Lanes lanes) {
        ConsumerRecord<byte[], byte[]> record = record(offset, key);
        return new Job(record, source, lanes.laneOf(source, record), 1, 0);
    }
}
