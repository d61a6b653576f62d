package dev.headgate.sim;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What happened to the records so far. Any thread reads; the send loop counts sent, the producer's thread acks. */
final class RunStats {

    private final AtomicLong sent = new AtomicLong();
    private final LongAdder acked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicLong unsent = new AtomicLong();
    private final AtomicLong lastAckNanos = new AtomicLong(Long.MIN_VALUE);
    private final AtomicReference<@Nullable Throwable> firstError = new AtomicReference<>();
    private final LatencyRecorder corrected = new LatencyRecorder();
    private final LatencyRecorder uncorrected = new LatencyRecorder();

    /** Only the send loop calls it, before it hands the record over, so that no ack is ahead of it. */
    void sent(long count) {
        sent.lazySet(count);
    }

    void acked(long dueNanos, long sentNanos, long nowNanos) {
        corrected.record(nowNanos - dueNanos);
        uncorrected.record(nowNanos - sentNanos);
        lastAckNanos.lazySet(nowNanos);
        acked.increment();
    }

    void failed(Throwable error) {
        failed.increment();
        error(error);
    }

    void error(Throwable error) {
        firstError.compareAndSet(null, error);
    }

    /** Only the send loop calls it, when it gives up on records that were due. */
    void unsent(long count, Throwable reason) {
        unsent.set(count);
        error(reason);
    }

    long unsent() {
        return unsent.get();
    }

    long sent() {
        return sent.get();
    }

    long acked() {
        return acked.sum();
    }

    long failed() {
        return failed.sum();
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
}
