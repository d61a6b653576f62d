package dev.headgate.internal.watch;

import dev.headgate.state.EndedRecord;
import dev.headgate.state.RecordFilter;
import dev.headgate.state.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one reader has yet to take, at most {@value #MOST_RECORDS} records and {@value #MOST_BYTES} bytes. What doesn't fit is
 * left out and counted: the poll thread, which fills it, waits for nobody and takes no lock. Read by one thread.
 */
final class RecordSubscription implements Subscription {
    static final int MOST_RECORDS = 1_000;
    static final int MOST_BYTES = 4 << 20;
    private static final int OVERHEAD = 200;

    private final EndedRecords endedRecords;
    private final RecordFilter filter;
    private final ConcurrentLinkedQueue<EndedRecord> records = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicLong missed = new AtomicLong();
    private volatile @Nullable Thread waiting;

    RecordSubscription(EndedRecords endedRecords, RecordFilter filter) {
        this.endedRecords = endedRecords;
        this.filter = filter;
    }

    /** Called by the poll thread alone, so that nobody else fills what it found free. */
    void offer(EndedRecord ended) {
        if (!admits(ended.record())) {
            return;
        }
        int size = bytes(ended.record());
        boolean fits = count.get() < MOST_RECORDS && (count.get() == 0 || bytes.get() + size <= MOST_BYTES);
        if (!fits) {
            missed.incrementAndGet();
            return;
        }
        count.incrementAndGet();
        bytes.addAndGet(size);
        records.add(ended);
        LockSupport.unpark(waiting);
    }

    private boolean admits(ConsumerRecord<byte[], byte[]> record) {
        return filter.topic().map(record.topic()::equals).orElse(true)
                && (filter.partition().isEmpty() || filter.partition().getAsInt() == record.partition())
                && filter.key()
                        .map(text -> Arrays.equals(text.getBytes(StandardCharsets.UTF_8), record.key()))
                        .orElse(true);
    }

    /** Key, value and what holds them. */
    private static int bytes(ConsumerRecord<byte[], byte[]> record) {
        return OVERHEAD + Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    @Override
    public Optional<EndedRecord> take(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        waiting = Thread.currentThread();
        try {
            while (true) {
                EndedRecord next = records.poll();
                if (next != null) {
                    count.decrementAndGet();
                    bytes.addAndGet(-bytes(next.record()));
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

    @Override
    public long missed() {
        return missed.get();
    }

    @Override
    public void close() {
        endedRecords.remove(this);
    }
}
