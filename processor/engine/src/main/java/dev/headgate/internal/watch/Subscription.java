package dev.headgate.internal.watch;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What one reader has yet to take, at most {@value #MOST_RECORDS} records and {@value #MOST_BYTES} bytes. What doesn't fit is
 * left out and counted: the poll thread, which fills it, waits for nobody and takes no lock. Read by one thread.
 */
public final class Subscription implements AutoCloseable {
    static final int MOST_RECORDS = 1_000;
    static final int MOST_BYTES = 4 << 20;

    private final RecordTail tail;
    private final RecordFilter filter;
    private final ConcurrentLinkedQueue<EndedRecord> records = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private volatile @Nullable Thread waiting;

    Subscription(RecordTail tail, RecordFilter filter) {
        this.tail = tail;
        this.filter = filter;
    }

    /** Called by the poll thread alone, so that nobody else fills what it found free. */
    void offer(EndedRecord ended) {
        if (!filter.admits(ended.record())) {
            return;
        }
        int size = ended.bytes();
        boolean fits = count.get() < MOST_RECORDS && (count.get() == 0 || bytes.get() + size <= MOST_BYTES);
        if (!fits) {
            dropped.incrementAndGet();
            return;
        }
        count.incrementAndGet();
        bytes.addAndGet(size);
        records.add(ended);
        LockSupport.unpark(waiting);
    }

    /**
     * The next record; empty if none comes in time. Called by the reader.
     *
     * @param nanos how long to wait, in ns
     * @throws InterruptedException if the reader is interrupted
     */
    public Optional<EndedRecord> take(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        waiting = Thread.currentThread();
        try {
            while (true) {
                EndedRecord next = records.poll();
                if (next != null) {
                    count.decrementAndGet();
                    bytes.addAndGet(-next.bytes());
                    return Optional.of(next);
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            waiting = null;
        }
    }

    /** How many records were left out so far. Any thread. */
    public long dropped() {
        return dropped.get();
    }

    /** Gets no more. Any thread. */
    @Override
    public void close() {
        tail.remove(this);
    }
}
