package dev.headgate.sink.kafka;

import java.time.Duration;

/**
 * How transactions are cut.
 *
 * @param interval the longest time for which one is open while there is something to commit
 * @param timeout after how long the coordinator aborts one that its producer doesn't end: that is how long a crash may keep
 *     readers, and the next owner of the partitions, waiting
 */
public record TransactionOptions(Duration interval, Duration timeout) {
    /** 100 ms and 10 s, as Kafka Streams has them. */
    public static final TransactionOptions DEFAULT =
            new TransactionOptions(Duration.ofMillis(100), Duration.ofSeconds(10));

    /** @throws IllegalArgumentException naming the value that is out of its range */
    public TransactionOptions {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "transaction interval (ms) must be at least 1, not " + interval.toMillis());
        }
        if (timeout.compareTo(interval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("transaction timeout (ms) must be at least twice the interval of "
                    + interval.toMillis() + " ms, not " + timeout.toMillis());
        }
    }
}
