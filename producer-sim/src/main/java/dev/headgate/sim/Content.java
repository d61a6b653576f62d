package dev.headgate.sim;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What of a record depends on seed and sequence alone.
 *
 * @param key absent for none
 * @param value absent for a tombstone
 * @param partition absent to leave it to Kafka's partitioner
 * @param checksum of key and value
 * @param lateMillis how far its timestamp is in the past; 0 for a record on time
 * @param headers all but the stamp
 */
// Nobody compares contents, and Kafka takes arrays.
@SuppressWarnings("ArrayRecordComponent")
record Content(
        byte @Nullable [] key,
        byte @Nullable [] value,
        @Nullable Integer partition,
        long sequence,
        long keySequence,
        int checksum,
        long lateMillis,
        boolean poison,
        List<Header> headers) {

    /** Bytes of key and value. */
    int size() {
        return (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }

    boolean tombstone() {
        return value == null;
    }
}
