package dev.headgate.handler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.api.Output;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.RejectedRecordException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Spends on each record the time that its header says. Called by all workers. */
final class SimulatedHandler implements RecordHandler<byte[], byte[], Output> {
    private static final String COST = "headgate-sim-cost";
    private static final String POISON = "headgate-sim-poison";
    private static final int MOST_DIGITS = 10;

    private final Duration otherwise;
    private final boolean busy;
    private final boolean passesPoison;

    /**
     * @param otherwise what a record without the header costs
     * @param busy whether work keeps the processor busy, rather than waiting as for a remote call
     * @param passesPoison whether poison goes the way of all records
     */
    SimulatedHandler(Duration otherwise, boolean busy, boolean passesPoison) {
        this.otherwise = otherwise;
        this.busy = busy;
        this.passesPoison = passesPoison;
    }

    @Override
    public Output handle(ConsumerRecord<byte[], byte[]> record, RecordContext context) throws Exception {
        if (!passesPoison && record.headers().lastHeader(POISON) != null) {
            throw new RejectedRecordException("poison: the header " + POISON + " says that it can't be handled");
        }
        work(cost(record.headers()), context);
        return Output.of(record);
    }

    private Duration cost(Headers headers) throws RejectedRecordException {
        @Nullable Header header = headers.lastHeader(COST);
        if (header == null) {
            return otherwise;
        }
        byte @Nullable [] value = header.value();
        String text = value == null ? "" : new String(value, UTF_8);
        if (text.isEmpty()
                || text.length() > MOST_DIGITS
                || !text.chars().allMatch(each -> each >= '0' && each <= '9')) {
            throw new RejectedRecordException("header " + COST + " must be microseconds in at most " + MOST_DIGITS
                    + " digits, not '" + text + "'");
        }
        return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(Long.parseLong(text)));
    }

    private void work(Duration cost, RecordContext context) throws InterruptedException {
        if (!busy) {
            Thread.sleep(cost);
            return;
        }
        long start = System.nanoTime();
        while (System.nanoTime() - start < cost.toNanos() && !context.isCancelled()) {
            Thread.onSpinWait();
        }
    }
}
