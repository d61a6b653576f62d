package dev.headgate.sim;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Sends each record when it is due, without waiting for acks. A record that could not be sent in time, because the
 * producer blocked or the thread was not scheduled, goes out late together with all others due by then; the schedule
 * stays, so its lateness counts in full.
 */
final class SendLoop {

    private final Schedule schedule;
    private final boolean scheduled;
    private final long graceNanos;
    private final RecordStream stream;
    private final Producer<byte[], byte[]> producer;
    private final RunStats stats;
    private final SimClock clock;
    private volatile boolean stopRequested;

    SendLoop(SimOptions options, Schedule schedule, Producer<byte[], byte[]> producer, RunStats stats, SimClock clock) {
        this.schedule = schedule;
        this.scheduled = !options.rate().isMax();
        this.graceNanos = Math.min(Schedule.NEVER, options.flushTimeout().toNanos());
        this.stream = new RecordStream(options);
        this.producer = producer;
        this.stats = stats;
        this.clock = clock;
    }

    /** Any thread; a waiting or blocked loop must be interrupted as well. */
    void requestStop() {
        stopRequested = true;
    }

    boolean stopRequested() {
        return stopRequested;
    }

    /**
     * Sends until the run is over or stop is requested. The clock's nanoTime at the start is given, for the caller to
     * measure from it too. Records that are late at the end of the duration get the flush timeout to be sent; if that
     * is not enough, the run ends with an error, for an open model without a limit would never end at dead brokers.
     *
     * @throws RuntimeException what the producer's send throws, which it does when no later record would fare better
     */
    void run(long startNanos) {
        long epochOffset = clock.epochNanos() - startNanos;
        long end = startNanos + schedule.durationNanos();
        for (long n = 0; n < schedule.records(); n++) {
            long due = startNanos + schedule.dueNanos(n);
            long now = parkUntil(Math.min(due, end));
            boolean over = scheduled ? due >= end : now >= end;
            if (stopRequested || over) {
                return;
            }
            if (scheduled && now - end > graceNanos) {
                giveUp(n);
                return;
            }
            send(n, scheduled ? due : now, now, epochOffset);
        }
    }

    private void giveUp(long sent) {
        long due = schedule.dueBy(schedule.durationNanos());
        long unsent = due - sent;
        stats.unsent(
                unsent,
                new TimeoutException(unsent + " of " + due + " records were not sent within "
                        + TimeUnit.NANOSECONDS.toMillis(graceNanos) + " ms after the end of the duration"));
    }

    private long parkUntil(long due) {
        long now = clock.nanoTime();
        while (now < due && !stopRequested) {
            clock.parkNanos(due - now);
            now = clock.nanoTime();
        }
        return now;
    }

    // The callback hears what the future would.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(long n, long due, long now, long epochOffset) {
        stats.sent(n + 1);
        try {
            producer.send(stream.next(due + epochOffset), ack(due, now));
        } catch (InterruptException e) {
            // The producer was blocked and did not take the record.
            stats.sent(n);
            if (!stopRequested) {
                throw e;
            }
        } catch (RuntimeException e) {
            stats.failed(e);
            throw e;
        }
    }

    private Callback ack(long due, long now) {
        return (metadata, error) -> {
            if (error == null) {
                stats.acked(due, now, clock.nanoTime());
            } else {
                stats.failed(error);
            }
        };
    }
}
