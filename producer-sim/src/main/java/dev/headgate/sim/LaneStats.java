package dev.headgate.sim;

import org.HdrHistogram.Histogram;

/**
 * What happened to the records of one Kafka producer so far. One thread sends, one thread hears of acks, and any thread
 * reads; so no two threads write to the same place.
 */
final class LaneStats {

    /** What the sending thread counts. */
    enum Sent {
        RECORDS,
        BYTES,
        MISSED,
        TOMBSTONES,
        POISON,
        DUPLICATES,
        LATE
    }

    private enum Heard {
        ACKED,
        LAST_ACK_NANOS
    }

    private final OwnedCounters<Sent> sent = new OwnedCounters<>(Sent.class);
    private final OwnedCounters<Heard> heard = new OwnedCounters<>(Heard.class);
    /** Of records that were sent when they were due: then both latencies are the same. */
    private final LatencyRecorder onTime = new LatencyRecorder();

    private final LatencyRecorder corrected = new LatencyRecorder();
    private final LatencyRecorder uncorrected = new LatencyRecorder();

    /** Sending thread, before the record is handed over, so that no ack is ahead of it. */
    void sending() {
        sent.add(Sent.RECORDS, 1);
    }

    /** Sending thread: the Kafka producer was interrupted and did not take the record. */
    void notSent() {
        sent.add(Sent.RECORDS, -1);
    }

    /** Sending thread: an arrival was not sent, for it would have been too late. */
    void missed() {
        sent.add(Sent.MISSED, 1);
    }

    /** Sending thread: what kind of record went out. */
    void went(Outgoing record) {
        Content content = record.content();
        sent.add(Sent.BYTES, content.size());
        if (content.tombstone()) {
            sent.add(Sent.TOMBSTONES, 1);
        }
        if (content.poison()) {
            sent.add(Sent.POISON, 1);
        }
        if (content.lateMillis() > 0) {
            sent.add(Sent.LATE, 1);
        }
        if (record.duplicate()) {
            sent.add(Sent.DUPLICATES, 1);
        }
    }

    /** The thread that hears of acks. */
    void acked(long nowNanos) {
        heard.add(Heard.LAST_ACK_NANOS, nowNanos - heard.get(Heard.LAST_ACK_NANOS));
        heard.add(Heard.ACKED, 1);
    }

    /** The thread that hears of acks. */
    void latency(long dueNanos, long sentNanos, long nowNanos) {
        if (dueNanos == sentNanos) {
            onTime.record(nowNanos - sentNanos);
        } else {
            corrected.record(nowNanos - dueNanos);
            uncorrected.record(nowNanos - sentNanos);
        }
    }

    /** Any thread. */
    long get(Sent what) {
        return sent.get(what);
    }

    /** Any thread. */
    long acked() {
        return heard.get(Heard.ACKED);
    }

    /** When the last ack came, on the clock of the run; the smallest long before the first. Any thread. */
    long lastAckNanos() {
        return acked() == 0 ? Long.MIN_VALUE : heard.get(Heard.LAST_ACK_NANOS);
    }

    /** Passes on what was recorded since this was last called. One thread at a time. */
    void drainTo(LatencyTotal correctedTotal, LatencyTotal uncorrectedTotal) {
        Histogram both = onTime.collect();
        correctedTotal.add(both);
        uncorrectedTotal.add(both);
        correctedTotal.add(corrected.collect());
        uncorrectedTotal.add(uncorrected.collect());
    }
}
