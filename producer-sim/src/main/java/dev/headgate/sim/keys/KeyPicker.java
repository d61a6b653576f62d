package dev.headgate.sim.keys;

import dev.headgate.sim.random.SeededRandom;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;

/** Picks the key of each record. Not thread-safe. */
@FunctionalInterface
public interface KeyPicker {

    /** What stands for no key. */
    int NO_KEY = -1;

    /** The number of the key of the record at that position, from 0, or {@link #NO_KEY}. */
    int pick(long position);

    /**
     * For a number of keys.
     *
     * @param keys how many there are; 0 means none, whatever the distribution
     * @param random this picker's own
     */
    static KeyPicker of(KeyDistribution distribution, int keys, SeededRandom random) {
        if (keys == 0) {
            return position -> NO_KEY;
        }
        return switch (distribution) {
            case KeyDistribution.None() -> position -> NO_KEY;
            case KeyDistribution.Single() -> position -> 0;
            case KeyDistribution.Uniform() -> position -> random.at(position).nextInt(keys);
            case KeyDistribution.RoundRobin() -> position -> (int) (position % keys);
            case KeyDistribution.Zipf(double exponent) -> zipf(exponent, keys, random);
            case KeyDistribution.Hot(double share, int hotKeys, int rotate) -> {
                int hot = Math.min(hotKeys, keys);
                yield position -> {
                    random.at(position);
                    if (random.nextDouble() >= share) {
                        return random.nextInt(keys);
                    }
                    long turn = rotate == 0 ? 0 : position / rotate;
                    return (int) ((turn * hot + random.nextInt(hot)) % keys);
                };
            }
        };
    }

    private static KeyPicker zipf(double exponent, int keys, SeededRandom random) {
        UniformRandomProvider numbers = random::nextLong;
        SharedStateDiscreteSampler sampler = RejectionInversionZipfSampler.of(numbers, keys, exponent);
        return position -> {
            random.at(position);
            return sampler.sample() - 1;
        };
    }
}
