package dev.headgate.internal.sink;

import dev.headgate.api.RecordContext;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Where a record of a test comes from. */
public record SourceContext(String topic, int partition, long offset, long timestamp, int attempt)
        implements RecordContext {

    /** The first attempt at this offset of {@code orders-3}. */
    public static SourceContext at(long offset) {
        return new SourceContext("orders", 3, offset, 1_700_000_000_000L, 1);
    }

    public SourceContext withAttempt(int number) {
        return new SourceContext(topic, partition, offset, timestamp, number);
    }

    @Override
    public Headers headers() {
        return new RecordHeaders();
    }

    @Override
    public boolean isCancelled() {
        return false;
    }
}
