package dev.headgate.sim;

import java.time.Duration;

/** When each record is due, in nanoseconds after the start of the run: record n at n / rate, and no record waits. */
final class Schedule {

    /** Far enough to mean never, near enough for sums with it not to overflow. */
    static final long NEVER = Long.MAX_VALUE / 4;

    private static final double NANOS_PER_SECOND = 1e9;

    private final double recordsPerSecond;
    private final long records;
    private final long durationNanos;

    Schedule(SimOptions options) {
        this.recordsPerSecond = options.rate().recordsPerSecond();
        this.records = options.records().orElse(Long.MAX_VALUE);
        this.durationNanos = options.duration().map(Duration::toNanos).orElse(NEVER);
    }

    /** When record n is due; 0 for all at the maximum rate. */
    long dueNanos(long n) {
        return Math.min(NEVER, (long) (n * NANOS_PER_SECOND / recordsPerSecond));
    }

    /** How many records the run has at most. */
    long records() {
        return records;
    }

    /** How long records are due; {@link #NEVER} if without end. */
    long durationNanos() {
        return durationNanos;
    }

    /** How many records are due up to this time; 0 at the maximum rate, which has no schedule to be behind. */
    long dueBy(long elapsedNanos) {
        if (Double.isInfinite(recordsPerSecond)) {
            return 0;
        }
        long within = Math.min(elapsedNanos, durationNanos - 1);
        return Math.min(records, 1 + (long) (within * recordsPerSecond / NANOS_PER_SECOND));
    }
}
