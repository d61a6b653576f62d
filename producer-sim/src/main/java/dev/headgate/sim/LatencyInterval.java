package dev.headgate.sim;

import org.HdrHistogram.Histogram;

/**
 * Latencies in nanoseconds of the records acknowledged since the last look, with the times of both looks in them.
 *
 * @param corrected from the intended send time
 * @param uncorrected from the actual send
 */
public record LatencyInterval(Histogram corrected, Histogram uncorrected) {}
