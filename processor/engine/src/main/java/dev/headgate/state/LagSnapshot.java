package dev.headgate.state;

import java.util.List;
import java.util.Optional;

/**
 * The lag of the assigned partitions at one moment. Immutable.
 *
 * @param epochMillis when the brokers answered; 0 if they have not yet
 * @param partitions by topic and number
 * @param error why the last look failed, in one line; empty if it did not. The lags are then those of the look before
 */
public record LagSnapshot(long epochMillis, List<PartitionLag> partitions, Optional<String> error) {
    public static final LagSnapshot NONE = new LagSnapshot(0, List.of(), Optional.empty());

    /** All records that are not committed. */
    public long totalRecords() {
        return partitions.stream().mapToLong(PartitionLag::lagRecords).sum();
    }

    /** The longest lag in ms; 0 if none is known. */
    public long longestMs() {
        return partitions.stream().mapToLong(lag -> lag.lagMs().orElse(0)).max().orElse(0);
    }
}
