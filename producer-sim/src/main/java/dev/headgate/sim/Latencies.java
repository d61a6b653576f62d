package dev.headgate.sim;

/**
 * Latencies of a run's acknowledged records, since the start.
 *
 * @param corrected from the intended send time to the ack: what a caller who does not wait would see
 * @param uncorrected from the actual send to the ack: what hides the time a record waited to be sent
 */
public record Latencies(LatencySummary corrected, LatencySummary uncorrected) {}
