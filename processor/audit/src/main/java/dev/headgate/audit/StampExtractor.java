package dev.headgate.audit;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.streams.processor.api.Record;

/** Reads what {@code headgate sim} stamps on each record. */
public final class StampExtractor implements IdentityExtractor {
    private static final int NANOS_PER_MICRO = 1_000;

    @Override
    public Optional<Identity> extract(Record<byte[], byte[]> record) {
        return StampBytes.of(record.headers())
                .map(stamp -> new Identity(
                        stamp.run(),
                        stamp.producer(),
                        stamp.sequence(),
                        OptionalLong.of(stamp.keySequence()),
                        Optional.of(stamp.dueNanos() / NANOS_PER_MICRO)));
    }
}
