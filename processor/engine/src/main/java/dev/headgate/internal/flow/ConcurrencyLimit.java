package dev.headgate.internal.flow;

/**
 * How many records may be worked on at once: the lower of what an operator allows and what the latency of the downstream
 * allows, and never more than what was configured. Thread-safe; to read it is one volatile read.
 */
public final class ConcurrencyLimit {
    private final int most;
    private int allowedByOperator;
    private int allowedByLatency;
    private volatile int current;

    /** @param most what was configured, at least 1 */
    public ConcurrencyLimit(int most) {
        this.most = most;
        this.allowedByOperator = most;
        this.allowedByLatency = most;
        this.current = most;
    }

    /** The limit now, from 1 to {@link #most()}. */
    public int current() {
        return current;
    }

    /** What was configured. */
    public int most() {
        return most;
    }

    /**
     * What an operator allows.
     *
     * @throws IllegalArgumentException if it is below 1 or above {@link #most()}
     */
    public synchronized void operator(int records) {
        if (records < 1 || records > most) {
            throw new IllegalArgumentException("the limit of workers must be from 1 to " + most
                    + ", the workers that are configured, not " + records);
        }
        allowedByOperator = records;
        current = Math.min(allowedByOperator, allowedByLatency);
    }

    /** What the downstream's latency allows; brought into the range from 1 to {@link #most()}. */
    synchronized void latency(int records) {
        allowedByLatency = Math.clamp(records, 1, most);
        current = Math.min(allowedByOperator, allowedByLatency);
    }
}
