package dev.headgate.benchmarks.measure;

import java.util.Optional;

/**
 * What one run showed.
 *
 * @param records how many records were handled while it was measured
 * @param seconds how long it was measured
 * @param cpuMicros CPU time of the process, in µs
 * @param allocatedBytes what the process allocated on the heap
 * @param liveHeapBytes the most that was left after a garbage collection
 * @param peakHeapBytes the most that was in use
 * @param orderViolations records that started too early, in the whole run
 * @param latency times to the start of the handler, where they were asked for
 */
public record RunResult(
        long records,
        double seconds,
        double cpuMicros,
        double allocatedBytes,
        long liveHeapBytes,
        long peakHeapBytes,
        long orderViolations,
        Optional<Latency> latency) {

    /** Percentiles, in µs. */
    public record Latency(double p50, double p99, double p999, double most) {}

    /** Records per second. */
    public double perSecond() {
        return seconds == 0 ? 0 : records / seconds;
    }

    /** CPU time of a record, in µs. */
    public double cpuMicrosPerRecord() {
        return records == 0 ? 0 : cpuMicros / records;
    }

    /** Heap allocated for a record, in bytes. */
    public double allocatedPerRecord() {
        return records == 0 ? 0 : allocatedBytes / records;
    }
}
