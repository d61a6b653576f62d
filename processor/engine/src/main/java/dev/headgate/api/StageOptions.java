package dev.headgate.api;

/**
 * The bounds of one stage.
 *
 * @param workers how many inputs the stage works on at once; at least 1
 * @param buffer how many inputs may wait in front of the stage before the stage ahead of it has to wait; at least 1
 * @param ratePerSecond how many inputs the stage starts per second at most, at least {@link #SLOWEST_RATE}; 0 for no limit
 * @param adaptive whether the downstream's latency says how many of the workers are used
 */
public record StageOptions(int workers, int buffer, double ratePerSecond, boolean adaptive) {
    /** The lowest rate that isn't 0, in inputs per second: one in some twelve days. */
    public static final double SLOWEST_RATE = 1e-6;

    /** @throws IllegalArgumentException naming the value that is out of its range */
    public StageOptions {
        if (workers < 1) {
            throw new IllegalArgumentException("a stage needs at least 1 worker, not " + workers);
        }
        if (buffer < 1) {
            throw new IllegalArgumentException("a stage needs a buffer of at least 1 record, not " + buffer);
        }
        if (!isRate(ratePerSecond)) {
            throw new IllegalArgumentException(
                    "a stage's rate must be 0 (no limit) or at least " + SLOWEST_RATE + ", not " + ratePerSecond);
        }
    }

    /** Whether it is a rate that a stage takes: 0 for no limit, or at least {@link #SLOWEST_RATE}. */
    public static boolean isRate(double perSecond) {
        return perSecond == 0 || (perSecond >= SLOWEST_RATE && perSecond <= Double.MAX_VALUE);
    }

    /** That many workers, a buffer of the same size, no rate limit. */
    public static StageOptions workers(int workers) {
        return new StageOptions(workers, workers, 0, false);
    }

    /**
     * With room for this many inputs in front of the stage, at least 1. While it is full, the stage ahead waits with its results.
     */
    public StageOptions withBuffer(int records) {
        return new StageOptions(workers, records, ratePerSecond, adaptive);
    }

    /** With at most this many inputs started per second, at least {@link #SLOWEST_RATE}; 0 for no limit. */
    public StageOptions withRate(double perSecond) {
        return new StageOptions(workers, buffer, perSecond, adaptive);
    }

    /**
     * Lets the stage find out how many of its workers to use: as many records at once as what it calls works on before they
     * only wait there. Of the last stage the sink's part counts too. Never more than {@link #workers}.
     */
    public StageOptions withAdaptive(boolean on) {
        return new StageOptions(workers, buffer, ratePerSecond, on);
    }
}
