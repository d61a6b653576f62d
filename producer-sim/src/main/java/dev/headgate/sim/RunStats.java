package dev.headgate.sim;

import dev.headgate.sim.LaneStats.Sent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What happened to the records of all producers so far. Any thread. */
final class RunStats {

    private final List<LaneStats> lanes = new CopyOnWriteArrayList<>();
    /** Either thread of a producer may hear of what fails or is aborted, and it happens seldom. */
    private final LongAdder failed = new LongAdder();

    private final LongAdder aborted = new LongAdder();
    private final AtomicReference<@Nullable Throwable> firstError = new AtomicReference<>();
    private final Object latencies = new Object();
    private final LatencyTotal corrected = new LatencyTotal();
    private final LatencyTotal uncorrected = new LatencyTotal();

    /** What another producer counts its own records with. */
    LaneStats addLane() {
        LaneStats lane = new LaneStats();
        lanes.add(lane);
        return lane;
    }

    void failed(Throwable error) {
        failed.increment();
        error(error);
    }

    void aborted() {
        aborted.increment();
    }

    void error(Throwable error) {
        firstError.compareAndSet(null, error);
    }

    private long sum(Sent what) {
        return lanes.stream().mapToLong(lane -> lane.get(what)).sum();
    }

    long missed() {
        return sum(Sent.MISSED);
    }

    long sent() {
        return sum(Sent.RECORDS);
    }

    long bytes() {
        return sum(Sent.BYTES);
    }

    SimReport.Kinds kinds() {
        return new SimReport.Kinds(sum(Sent.TOMBSTONES), sum(Sent.POISON), sum(Sent.DUPLICATES), sum(Sent.LATE));
    }

    long acked() {
        return lanes.stream().mapToLong(LaneStats::acked).sum();
    }

    long failedCount() {
        return failed.sum();
    }

    long abortedCount() {
        return aborted.sum();
    }

    /** When the last ack came, on the clock of the run; the smallest long before the first. */
    long lastAckNanos() {
        return lanes.stream().mapToLong(LaneStats::lastAckNanos).max().orElse(Long.MIN_VALUE);
    }

    Optional<Throwable> firstError() {
        return Optional.ofNullable(firstError.get());
    }

    LatencySummary corrected() {
        synchronized (latencies) {
            collect();
            return corrected.summary();
        }
    }

    LatencySummary uncorrected() {
        synchronized (latencies) {
            collect();
            return uncorrected.summary();
        }
    }

    /** All latencies since this was asked last. */
    LatencyInterval takeLatencies() {
        synchronized (latencies) {
            collect();
            return new LatencyInterval(corrected.take(), uncorrected.take());
        }
    }

    private void collect() {
        lanes.forEach(lane -> lane.drainTo(corrected, uncorrected));
    }
}
