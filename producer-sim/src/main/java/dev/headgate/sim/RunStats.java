package dev.headgate.sim;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What happened to the records of all producers so far. Any thread. */
final class RunStats {

    private final LongAdder sent = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder acked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder aborted = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final LongAdder tombstones = new LongAdder();
    private final LongAdder poison = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final AtomicLong lastAckNanos = new AtomicLong(Long.MIN_VALUE);
    private final AtomicReference<@Nullable Throwable> firstError = new AtomicReference<>();
    private final LatencyRecorder corrected = new LatencyRecorder();
    private final LatencyRecorder uncorrected = new LatencyRecorder();

    /** Called before the record is handed over, so that no ack is ahead of it. */
    void sending() {
        sent.increment();
    }

    /** The producer was interrupted and did not take the record. */
    void notSent() {
        sent.decrement();
    }

    /** What kind of record went out. */
    void went(Outgoing record) {
        Content content = record.content();
        bytes.add(content.size());
        if (content.tombstone()) {
            tombstones.increment();
        }
        if (content.poison()) {
            poison.increment();
        }
        if (content.lateMillis() > 0) {
            late.increment();
        }
        if (record.duplicate()) {
            duplicates.increment();
        }
    }

    void acked(long nowNanos) {
        lastAckNanos.lazySet(nowNanos);
        acked.increment();
    }

    void latency(long dueNanos, long sentNanos, long nowNanos) {
        corrected.record(nowNanos - dueNanos);
        uncorrected.record(nowNanos - sentNanos);
    }

    void failed(Throwable error) {
        failed.increment();
        error(error);
    }

    void aborted() {
        aborted.increment();
    }

    /** An arrival was not sent, for it would have been too late. */
    void missed() {
        missed.increment();
    }

    void error(Throwable error) {
        firstError.compareAndSet(null, error);
    }

    long missedCount() {
        return missed.sum();
    }

    long sent() {
        return sent.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    long acked() {
        return acked.sum();
    }

    long failed() {
        return failed.sum();
    }

    long abortedCount() {
        return aborted.sum();
    }

    SimReport.Kinds kinds() {
        return new SimReport.Kinds(tombstones.sum(), poison.sum(), duplicates.sum(), late.sum());
    }

    /** When the last ack came, on the clock of the run; the smallest long before the first. */
    long lastAckNanos() {
        return lastAckNanos.get();
    }

    Optional<Throwable> firstError() {
        return Optional.ofNullable(firstError.get());
    }

    LatencySummary corrected() {
        return corrected.summary();
    }

    LatencySummary uncorrected() {
        return uncorrected.summary();
    }

    Histogram takeCorrected() {
        return corrected.take();
    }

    Histogram takeUncorrected() {
        return uncorrected.take();
    }
}
