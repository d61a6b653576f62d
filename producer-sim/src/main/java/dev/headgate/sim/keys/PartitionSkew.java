package dev.headgate.sim.keys;

import dev.headgate.sim.random.SeededRandom;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;

/**
 * Spreads keys unevenly over partitions: partition p is as likely as 1 / (p + 1)^exponent, and a key always goes to the
 * same. Records without a key are spread one by one. Not thread-safe.
 */
public final class PartitionSkew {

    private static final long WITHOUT_KEY = 1L << 40;

    private final SeededRandom random;
    private final SharedStateDiscreteSampler sampler;

    /**
     * For a topic.
     *
     * @param partitions how many it has
     * @param exponent 0 for an even spread
     * @param random this skew's own; the same for all producers of a run
     */
    public PartitionSkew(int partitions, double exponent, SeededRandom random) {
        this.random = random;
        this.sampler = RejectionInversionZipfSampler.of(random::nextLong, partitions, exponent);
    }

    /** The partition of a record. */
    public int partition(int key, long position) {
        random.at(key == KeyPicker.NO_KEY ? WITHOUT_KEY + position : key);
        return sampler.sample() - 1;
    }
}
