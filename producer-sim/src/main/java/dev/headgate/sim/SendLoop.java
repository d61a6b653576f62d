package dev.headgate.sim;

import dev.headgate.sim.rate.Pacer;
import dev.headgate.sim.rate.RateControl;
import dev.headgate.sim.rate.RateUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the records of one Kafka producer, each when it is due.
 *
 * <p>In the open model an arrival waits for nothing. One that could not be handed over in time, because the thread was
 * not scheduled, a transaction was being committed or the buffer was full, goes out late together with all others due by
 * then, and its lateness counts in full; one that is later than the load's missAfter is missed: counted, and never sent.
 * The schedule stays in any case. In the closed model an arrival also waits for a place in flight, and is due when it has
 * it.
 */
final class SendLoop {

    private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Load load;
    private final boolean bytes;
    private final double meanWeight;
    private final Producer<byte[], byte[]> producer;
    private final RecordStream stream;
    private final Pacer pacer;
    private final RateControl control;
    private final Optional<Semaphore> places;
    private final RunStats stats;
    private final LaneStats own;
    private final SimClock clock;
    private final TransactionScope transactions;
    private final Room room;
    private boolean lastAborted;
    private volatile boolean stopRequested;

    /** What several loops of a run share. */
    record Shared(
            SimOptions options, RateControl control, Optional<Semaphore> places, RunStats stats, SimClock clock) {}

    SendLoop(Shared shared, Producer<byte[], byte[]> producer, RecordStream stream, Pacer pacer) {
        SimOptions options = shared.options();
        this.load = options.load();
        this.bytes = load.unit() == RateUnit.BYTES;
        this.meanWeight = options.meanWeight();
        this.producer = producer;
        this.stream = stream;
        this.pacer = pacer;
        this.control = shared.control();
        this.places = shared.places();
        this.stats = shared.stats();
        this.own = stats.addLane();
        this.clock = shared.clock();
        this.transactions = new TransactionScope(options.producers().transactions(), producer);
        this.room = new Room(producer, options.values().meanSize());
    }

    /** Any thread; a waiting or blocked loop must be interrupted as well. */
    void requestStop() {
        stopRequested = true;
    }

    boolean stopRequested() {
        return stopRequested;
    }

    /** Arrivals that were due by then and are neither sent nor missed. Any thread. */
    double behind(long elapsedNanos) {
        return stopRequested ? 0 : pacer.behind(elapsedNanos, meanWeight);
    }

    /** Once, before anything is sent. */
    void connect() {
        transactions.start();
    }

    /**
     * Sends that many records as fast as the producer takes them, and waits for their acks.
     *
     * @throws RuntimeException what the producer throws
     */
    void fill(long count) {
        long epochOffset = clock.epochNanos() - clock.nanoTime();
        try {
            for (long n = 0; n < count && !stopRequested; n++) {
                long now = clock.nanoTime();
                send(now, now, now + epochOffset, false);
            }
        } finally {
            finishTransaction();
        }
        producer.flush();
    }

    /**
     * Sends until the load is over, that many arrivals have come, or stop is requested. The clock's nanoTime at the start
     * is given, for the caller to measure from it too.
     *
     * @throws RuntimeException what the producer's send throws, which it does when no later record would fare better
     */
    void run(long startNanos, long arrivals) {
        control.wakeMe();
        long epochOffset = clock.epochNanos() - startNanos;
        long end = startNanos + endNanos();
        long measuredFrom = startNanos + Math.min(Pacer.NEVER, load.warmUp().toNanos());
        try {
            serveAll(new Times(startNanos, end, measuredFrom, epochOffset), arrivals);
        } catch (InterruptException e) {
            if (!stopRequested) {
                throw e;
            }
        } finally {
            finishTransaction();
        }
    }

    /** The open transaction ends as any other, even if an interrupt is what ended the sending. */
    private void finishTransaction() {
        boolean interrupted = stopRequested && Thread.interrupted();
        transactions.finish(lastAborted);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** On the clock of the run; the offset leads to nanoseconds since the Unix epoch. */
    private record Times(long start, long end, long measuredFrom, long epochOffset) {}

    private void serveAll(Times times, long arrivals) {
        long startNanos = times.start();
        long end = times.end();
        long left = arrivals;
        while (left > 0 && !stopRequested) {
            follow(startNanos);
            long now = clock.nanoTime();
            long due = pacer.isUnlimited() ? now : startNanos + pacer.dueNanos();
            now = parkUntil(Math.min(due, end), now);
            if (due >= end || stopRequested) {
                // A new rate may have been what ended the wait.
                if (stopRequested || now >= end || follows()) {
                    break;
                }
            } else if (now >= due) {
                left -= serve(due, now, times) ? 1 : 0;
            }
        }
    }

    private long endNanos() {
        double seconds = load.endSeconds().orElse(Double.POSITIVE_INFINITY);
        return (long) Math.min((double) Pacer.NEVER, seconds * 1e9);
    }

    // Each change is another object, and this is asked for each record.
    @SuppressWarnings("ReferenceEquality")
    private boolean follows() {
        return pacer.profile() == control.profile();
    }

    private void follow(long startNanos) {
        if (!follows()) {
            pacer.change(control.profile(), clock.nanoTime() - startNanos);
        }
    }

    private long parkUntil(long due, long from) {
        long now = from;
        while (now < due && !stopRequested && follows()) {
            clock.parkNanos(due - now);
            now = clock.nanoTime();
        }
        return now;
    }

    /** Deals with the arrival that is due; false if it has to wait. */
    private boolean serve(long due, long now, Times times) {
        if (places.isPresent()) {
            serveClosed(places.get(), due, times);
            return true;
        }
        if (!pacer.isUnlimited() && now - due > load.missAfter().toNanos()) {
            own.missed();
            pacer.next(meanWeight);
            return true;
        }
        if (!pacer.isUnlimited() && !room.take()) {
            clock.parkNanos(ROOM_NANOS);
            return false;
        }
        pacer.next(weight(send(due, now, due + times.epochOffset(), due >= times.measuredFrom())));
        return true;
    }

    private void serveClosed(Semaphore free, long due, Times times) {
        try {
            free.acquire();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        long now = clock.nanoTime();
        pacer.catchUp(now - times.start());
        long moved = pacer.isUnlimited() ? now : Math.max(due, times.start() + pacer.dueNanos());
        pacer.next(weight(send(moved, now, moved + times.epochOffset(), moved >= times.measuredFrom())));
    }

    private double weight(int size) {
        return bytes ? Math.max(1, size) : 1;
    }

    /** Hands over the next record of the stream, and returns its size. */
    // The callback hears what the future would.
    @SuppressWarnings("FutureReturnValueIgnored")
    private int send(long due, long now, long dueEpochNanos, boolean measured) {
        transactions.beforeSend();
        Outgoing next = stream.next(dueEpochNanos);
        lastAborted = next.aborted();
        own.sending();
        try {
            producer.send(next.record(), new Acknowledgement(due, now, next.aborted(), measured));
        } catch (InterruptException e) {
            // The producer was blocked and did not take the record.
            own.notSent();
            throw e;
        } catch (RuntimeException e) {
            stats.failed(e);
            throw e;
        }
        own.went(next);
        transactions.afterSend(next);
        return next.content().size();
    }

    /** What becomes of one record; called by the Kafka producer's thread. */
    private final class Acknowledgement implements Callback {

        private final long due;
        private final long sent;
        private final boolean aborted;
        private final boolean measured;

        Acknowledgement(long due, long sent, boolean aborted, boolean measured) {
            this.due = due;
            this.sent = sent;
            this.aborted = aborted;
            this.measured = measured;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception error) {
            places.ifPresent(Semaphore::release);
            if (aborted) {
                stats.aborted();
            } else if (error != null) {
                stats.failed(error);
            } else {
                long now = clock.nanoTime();
                own.acked(now);
                if (measured) {
                    own.latency(due, sent, now);
                }
            }
        }
    }
}
