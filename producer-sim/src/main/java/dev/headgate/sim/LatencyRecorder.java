package dev.headgate.sim;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of one kind, of one Kafka producer. Its network thread records them without a lock; another thread at a time
 * collects what came since it last did.
 */
final class LatencyRecorder {

    private static final long LOWEST = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long HIGHEST = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(LOWEST, HIGHEST, DIGITS);
    private @Nullable Histogram interval;

    /** A histogram that takes all that is recorded. */
    static Histogram histogram() {
        return new Histogram(LOWEST, HIGHEST, DIGITS);
    }

    /** The owner only. */
    void record(long nanos) {
        recorder.recordValue(Math.clamp(nanos, 0, HIGHEST));
    }

    /** What was recorded since this was asked last; good until it is asked again. */
    Histogram collect() {
        Histogram collected = recorder.getIntervalHistogram(interval);
        interval = collected;
        return collected;
    }
}
