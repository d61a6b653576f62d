package dev.headgate.sim;

import dev.headgate.sim.keys.KeyDistribution;

/**
 * Which keys the records have, and on which partitions these are.
 *
 * @param count number of different keys, 0 to 10,000,000; 0 for records without a key
 * @param distribution how records spread over the keys
 * @param partitionSkew exponent by which partitions differ, 0 to 100; 0 leaves the partition to Kafka's partitioner
 */
public record KeySpec(int count, KeyDistribution distribution, double partitionSkew) {

    private static final int MOST = 10_000_000;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range; the message starts with its name on the command
     *     line, without the dashes
     */
    public KeySpec {
        Checks.require(count >= 0 && count <= MOST, "keys must be 0 to " + MOST + ", not " + count);
        Checks.require(
                partitionSkew >= 0 && partitionSkew <= 100, "partition-skew must be 0 to 100, not " + partitionSkew);
    }
}
