package dev.headgate.benchmarks.work;

/**
 * What the handler does with a record.
 *
 * @param kind how it spends its time
 * @param micros how much of it, in µs
 * @param slowShare the share of records that take longer
 * @param slowMicros how long those take, in µs
 */
public record Task(Kind kind, double micros, double slowShare, double slowMicros) {
    /** How time is spent. */
    public enum Kind {
        /** Not at all. */
        NOTHING,
        /** Computing. */
        CPU,
        /** Blocked, as on a call to somewhere. */
        SLEEP
    }

    public static final Task NOTHING = new Task(Kind.NOTHING, 0, 0, 0);

    public static Task cpu(double micros) {
        return new Task(Kind.CPU, micros, 0, 0);
    }

    public static Task sleep(double micros) {
        return new Task(Kind.SLEEP, micros, 0, 0);
    }

    /** Now and then one takes long. */
    public Task withSlow(double share, double slow) {
        return new Task(kind, micros, share, slow);
    }

    /** How long a record takes on average, in seconds. */
    public double meanSeconds() {
        return (micros * (1 - slowShare) + slowMicros * slowShare) / 1e6;
    }
}
