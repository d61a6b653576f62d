package dev.headgate.audit;

import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads the identity of a record. Has to answer the same for a record in the input topic and for what became of it in an
 * output or dead-letter topic. Called by several stream threads at once.
 */
@FunctionalInterface
public interface IdentityExtractor {
    /** The identity; empty if the record has none, or one that can't be read. Must not throw. */
    Optional<Identity> extract(Record<byte[], byte[]> record);
}
