package dev.headgate.sim.report;

import dev.headgate.sim.LatencyInterval;
import dev.headgate.sim.LatencySummary;
import dev.headgate.sim.SimProgress;
import java.time.Duration;

/**
 * What happened between two looks at a run.
 *
 * @param length time between them
 * @param sent records handed over
 * @param acked records acknowledged
 * @param failed records given up on
 * @param missed arrivals not sent
 * @param corrected latencies from the intended send time
 * @param uncorrected latencies from the actual send
 * @param now the whole run at the later look
 */
public record Interval(
        Duration length,
        long sent,
        long acked,
        long failed,
        long missed,
        LatencySummary corrected,
        LatencySummary uncorrected,
        SimProgress now) {

    /** The difference of two looks. */
    static Interval between(SimProgress before, SimProgress now, Duration length, LatencyInterval latencies) {
        return new Interval(
                length,
                now.records().sent() - before.records().sent(),
                now.records().acked() - before.records().acked(),
                now.records().failed() - before.records().failed(),
                now.records().missed() - before.records().missed(),
                LatencySummary.of(latencies.corrected()),
                LatencySummary.of(latencies.uncorrected()),
                now);
    }

    /** Of that many in this time. */
    public double perSecond(long records) {
        return length.isPositive() ? records * 1e9 / length.toNanos() : 0;
    }
}
