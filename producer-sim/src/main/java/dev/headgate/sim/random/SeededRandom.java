package dev.headgate.sim.random;

import java.util.random.RandomGenerator;

/**
 * SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) that can be put to any position
 * for the cost of one mix, so that what is drawn for a record depends on nothing but seed and position. Not thread-safe.
 */
public final class SeededRandom implements RandomGenerator {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long base;
    private long state;

    /**
     * A generator at position 0.
     *
     * @param seed the same for a run
     * @param purpose what the numbers are for: each purpose has its own, whatever else is drawn
     */
    public SeededRandom(long seed, String purpose) {
        long hash = mix(seed + GOLDEN);
        for (int i = 0; i < purpose.length(); i++) {
            hash = mix(hash * 31 + purpose.charAt(i));
        }
        this.base = hash;
        at(0);
    }

    /** Goes to a position, and returns itself. */
    public SeededRandom at(long position) {
        state = mix(base + GOLDEN * position);
        return this;
    }

    @Override
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** Without a division: Lemire, Fast Random Integer Generation in an Interval, 2019; its bias is below 2^-32 x bound. */
    @Override
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, not " + bound);
        }
        return (int) (((nextLong() >>> Integer.SIZE) * bound) >>> Integer.SIZE);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
