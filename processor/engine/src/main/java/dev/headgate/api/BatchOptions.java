package dev.headgate.api;

import java.time.Duration;

/**
 * What bounds a batch. It is handed to the handler as soon as one of the three is reached.
 *
 * @param count the most records in a batch; at least 1
 * @param bytes the most bytes of keys, values and headers; a record beyond it makes a batch of its own
 * @param linger how long the first record waits for more; zero to take what waits at the moment
 * @param per which records may be in one batch
 */
public record BatchOptions(int count, long bytes, Duration linger, Per per) {
    /** Which records may be in one batch. */
    public enum Per {
        /** All: of any key and any partition. A batch may hold several of one lane, in their order. */
        ANY,
        /**
         * Those of one lane: of one key within a partition, or in {@link Ordering#PARTITION} of one partition. Records
         * without a key are gathered by partition. Not in {@link Ordering#UNORDERED}, where there are no lanes.
         */
        KEY
    }

    /** @throws IllegalArgumentException naming the value that is out of its range */
    public BatchOptions {
        if (count < 1) {
            throw new IllegalArgumentException("a batch needs room for at least 1 record, not " + count);
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("a batch needs room for at least 1 byte, not " + bytes);
        }
        if (linger.isNegative()) {
            throw new IllegalArgumentException("a batch can't linger for " + linger.toMillis() + " ms");
        }
    }

    /** At most that many records of any key, of any size, without a wait. */
    public static BatchOptions of(int count) {
        return new BatchOptions(count, Long.MAX_VALUE, Duration.ZERO, Per.ANY);
    }

    /** With a bound on the bytes. */
    public BatchOptions withBytes(long most) {
        return new BatchOptions(count, most, linger, per);
    }

    /** With a wait of the first record for more. */
    public BatchOptions withLinger(Duration wait) {
        return new BatchOptions(count, bytes, wait, per);
    }

    /** With records of one lane only. */
    public BatchOptions perKey() {
        return new BatchOptions(count, bytes, linger, Per.KEY);
    }
}
