package dev.headgate.sink.http;

import dev.headgate.api.DownstreamUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects records into batches and keeps the number of batches under way below its bound. There is one open batch; while it
 * is full and nothing more may be sent, those who bring another record wait, in the order in which they came. Thread-safe.
 */
final class BatchQueue {
    private final int maxRecords;
    private final int maxBytes;
    private final int maxInFlight;
    private final long lingerNanos;
    private final long longestWaitNanos;
    private final Function<List<PendingRecord>, CompletionStage<?>> sender;
    private final ScheduledExecutorService timer;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private List<PendingRecord> open = new ArrayList<>();
    private long openBytes;
    private long openNumber;
    private boolean openIsDue;
    private int inFlight;
    private long lastEnd;
    private boolean closed;

    /**
     * @param longestWait for how long {@link #add} waits for room while no request ends
     * @param sender starts to send a batch; the stage completes when each of its records has its word. Must not block.
     * @param timer ends the batches' linger time
     */
    BatchQueue(
            HttpSinkOptions options,
            Duration longestWait,
            Function<List<PendingRecord>, CompletionStage<?>> sender,
            ScheduledExecutorService timer) {
        this.maxRecords = options.batch().records();
        this.maxBytes = options.batch().bytes();
        this.maxInFlight = options.maxInFlight();
        this.lastEnd = System.nanoTime();
        this.lingerNanos = options.batch().linger().toNanos();
        this.longestWaitNanos = longestWait.toNanos();
        this.sender = sender;
        this.timer = timer;
    }

    /**
     * Puts a record into a batch, and sends what that completes.
     *
     * @throws DownstreamUnavailableException if no request ended for as long as this may wait, or the queue is closed
     */
    void add(PendingRecord posting) throws InterruptedException, DownstreamUnavailableException {
        long began = System.nanoTime();
        boolean added = false;
        while (!added) {
            List<PendingRecord> ready;
            lock.lockInterruptibly();
            try {
                awaitTurn(posting, began);
                added = fits(posting);
                if (added) {
                    put(posting);
                }
                ready = !added || isComplete() ? take() : List.of();
            } finally {
                lock.unlock();
            }
            send(ready);
        }
    }

    /**
     * Waits until the record fits into the open batch, or that batch may be sent. A server that is slow is not away: it is the
     * time without any end of a request that counts.
     */
    private void awaitTurn(PendingRecord posting, long began)
            throws InterruptedException, DownstreamUnavailableException {
        while (!closed && !fits(posting) && inFlight >= maxInFlight) {
            long quietSince = lastEnd - began > 0 ? lastEnd : began;
            long remaining = quietSince + longestWaitNanos - System.nanoTime();
            if (remaining <= 0) {
                throw new DownstreamUnavailableException(
                        "none of " + maxInFlight + " requests in flight ended within "
                                + TimeUnit.NANOSECONDS.toMillis(longestWaitNanos) + " ms",
                        Duration.ZERO);
            }
            var _ = changed.awaitNanos(remaining);
        }
        if (closed) {
            throw new DownstreamUnavailableException("the HTTP sink is closed", Duration.ZERO);
        }
    }

    /** A record that has failed before travels alone, so that its failure can't be that of the others. */
    private boolean fits(PendingRecord posting) {
        return open.isEmpty() || (!isComplete() && !posting.isRetry() && openBytes + posting.body().length <= maxBytes);
    }

    private boolean isComplete() {
        return !open.isEmpty()
                && (openIsDue
                        || open.size() >= maxRecords
                        || openBytes >= maxBytes
                        || open.getFirst().isRetry());
    }

    private void put(PendingRecord posting) {
        open.add(posting);
        openBytes += posting.body().length;
        if (open.size() == 1 && !isComplete()) {
            openIsDue = !startLinger(openNumber);
        }
    }

    private boolean startLinger(long number) {
        try {
            var _ = timer.schedule(() -> lingered(number), lingerNanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (Throwable _) { // no timer, no memory: then the batch must not wait for its time
            return false;
        }
    }

    /** The open batch, which is under way from here on; nothing if it is empty or may not be sent yet. */
    private List<PendingRecord> take() {
        if (open.isEmpty() || inFlight >= maxInFlight) {
            return List.of();
        }
        List<PendingRecord> next = new ArrayList<>(); // what may fail comes first, so that no batch is lost by it
        List<PendingRecord> taken = open;
        open = next;
        openBytes = 0;
        openNumber++;
        openIsDue = false;
        inFlight++;
        changed.signalAll();
        return taken;
    }

    /** On whatever path it ends, each record has a word and the place is free again. */
    private void send(List<PendingRecord> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            sender.apply(batch).whenComplete((_, failure) -> ended(batch, failure));
        } catch (Throwable failure) { // an Error too: a place that is never returned would stop the sink
            ended(batch, failure);
        }
    }

    private void ended(List<PendingRecord> batch, @Nullable Throwable failure) {
        List<PendingRecord> ready;
        lock.lock();
        try {
            inFlight--;
            lastEnd = System.nanoTime();
            changed.signalAll();
            ready = isComplete() ? take() : List.of();
        } finally {
            lock.unlock();
            if (failure != null) {
                batch.forEach(posting -> posting.failed(failure));
            }
        }
        send(ready);
    }

    private void lingered(long number) {
        List<PendingRecord> ready;
        lock.lock();
        try {
            ready = number == openNumber ? takeDue() : List.of();
        } finally {
            lock.unlock();
        }
        send(ready);
    }

    /** Sends the open batch as soon as that is allowed. Doesn't block. */
    void flush() {
        List<PendingRecord> ready;
        lock.lock();
        try {
            ready = takeDue();
        } finally {
            lock.unlock();
        }
        send(ready);
    }

    private List<PendingRecord> takeDue() {
        openIsDue = !open.isEmpty();
        return take();
    }

    /**
     * Takes no more records and waits until all have their word. What is not even under way by then fails.
     *
     * @return whether all were sent in time
     */
    boolean close(Duration within) {
        flush();
        List<PendingRecord> left;
        boolean drained;
        lock.lock();
        try {
            closed = true;
            drained = awaitDrained(within.toNanos());
            left = open;
            open = new ArrayList<>();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(posting -> posting.failed(new DownstreamUnavailableException(
                "the HTTP sink was closed before the record was sent", Duration.ZERO)));
        return drained;
    }

    private boolean awaitDrained(long nanos) {
        long remaining = nanos;
        try {
            while (remaining > 0 && (inFlight > 0 || !open.isEmpty())) {
                remaining = changed.awaitNanos(remaining);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return inFlight == 0 && open.isEmpty();
    }
}
