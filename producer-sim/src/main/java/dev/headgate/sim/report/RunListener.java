package dev.headgate.sim.report;

import dev.headgate.sim.LatencyInterval;
import dev.headgate.sim.SimReport;

/** Hears about a run; called by the one thread that follows it. */
public interface RunListener {

    /** A second has passed, or the run has ended: then once more, before {@link #ended}. */
    void interval(Interval interval, LatencyInterval latencies);

    /** The run has ended; the last call. */
    void ended(SimReport report);
}
