package dev.headgate.demo;

import dev.headgate.api.RecordContext;
import dev.headgate.api.RecordHandler;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes 0 to 20 ms for a record, as a call to a service would; five times as long in the slow spell that such services
 * have. The first spell begins 5 s after the start.
 */
final class SlowDownstream implements RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> {
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SPELL_FROM_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SPELL_TO_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final int SLOWDOWN = 5;

    private volatile long startNanos = System.nanoTime();

    /** Begins to count to the first spell. */
    void start() {
        startNanos = System.nanoTime();
    }

    @Override
    public ConsumerRecord<byte[], byte[]> handle(ConsumerRecord<byte[], byte[]> record, RecordContext context)
            throws InterruptedException {
        long nanos = ThreadLocalRandom.current().nextLong(LONGEST_NANOS);
        TimeUnit.NANOSECONDS.sleep(isSlow() ? nanos * SLOWDOWN : nanos);
        return record;
    }

    /** Whether it is in a slow spell. */
    boolean isSlow() {
        long phase = (System.nanoTime() - startNanos) % PERIOD_NANOS;
        return phase >= SPELL_FROM_NANOS && phase < SPELL_TO_NANOS;
    }
}
