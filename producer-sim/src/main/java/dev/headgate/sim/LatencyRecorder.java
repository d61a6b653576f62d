package dev.headgate.sim;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Collects latencies from any thread without a lock, and sums them up for any thread. */
final class LatencyRecorder {

    private static final long LOWEST = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long HIGHEST = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private final Recorder recorder = new Recorder(LOWEST, HIGHEST, DIGITS);
    private final Histogram total = new Histogram(LOWEST, HIGHEST, DIGITS);
    private final Histogram untaken = new Histogram(LOWEST, HIGHEST, DIGITS);
    private @Nullable Histogram interval;

    LatencyRecorder() {
        untaken.setStartTimeStamp(System.currentTimeMillis());
    }

    void record(long nanos) {
        recorder.recordValue(Math.clamp(nanos, 0, HIGHEST));
    }

    private void collect() {
        interval = recorder.getIntervalHistogram(interval);
        total.add(interval);
        untaken.add(interval);
    }

    /** All latencies since the beginning. */
    synchronized LatencySummary summary() {
        collect();
        return LatencySummary.of(total);
    }

    /** All latencies since it was taken last, with the times of both; the caller's own. */
    synchronized Histogram take() {
        collect();
        untaken.setEndTimeStamp(System.currentTimeMillis());
        Histogram taken = untaken.copy();
        taken.setStartTimeStamp(untaken.getStartTimeStamp());
        taken.setEndTimeStamp(untaken.getEndTimeStamp());
        untaken.reset();
        untaken.setStartTimeStamp(taken.getEndTimeStamp());
        return taken;
    }
}
