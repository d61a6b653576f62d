package dev.headgate.sim;

import org.HdrHistogram.Histogram;

/** Latencies of one kind, of all producers: since the beginning, and since they were last taken. Not thread-safe. */
final class LatencyTotal {

    private final Histogram total = LatencyRecorder.histogram();
    private final Histogram untaken = LatencyRecorder.histogram();

    LatencyTotal() {
        untaken.setStartTimeStamp(System.currentTimeMillis());
    }

    void add(Histogram more) {
        if (more.getTotalCount() > 0) {
            total.add(more);
            untaken.add(more);
        }
    }

    LatencySummary summary() {
        return LatencySummary.of(total);
    }

    /** What was added since this was asked last, with the times of both; the caller's own. */
    Histogram take() {
        untaken.setEndTimeStamp(System.currentTimeMillis());
        Histogram taken = untaken.copy();
        taken.setStartTimeStamp(untaken.getStartTimeStamp());
        taken.setEndTimeStamp(untaken.getEndTimeStamp());
        untaken.reset();
        untaken.setStartTimeStamp(taken.getEndTimeStamp());
        return taken;
    }
}
