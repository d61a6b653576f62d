package dev.headgate.benchmarks.measure;

import dev.headgate.benchmarks.system.Work;
import dev.headgate.benchmarks.work.OrderCheck;
import dev.headgate.benchmarks.work.Payload;
import dev.headgate.benchmarks.work.TaskRunner;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** The handler of every system, and what it sees. Thread-safe. */
final class MeasuredWork implements Work {
    private static final long LONGEST_NANOS = 600_000_000_000L;

    private final TaskRunner task;
    private final OrderCheck order;
    private final boolean timed;
    private final LongAdder done = new LongAdder();
    private final Histogram latency = new ConcurrentHistogram(LONGEST_NANOS, 3);
    private volatile boolean measuring;

    /** @param timed whether the records say when they were due */
    MeasuredWork(TaskRunner task, OrderCheck order, boolean timed) {
        this.task = task;
        this.order = order;
        this.timed = timed;
    }

    @Override
    public byte[] handle(byte[] value, int partition, long offset) throws InterruptedException {
        starts(value, partition, offset);
        task.run(value);
        ends(value, partition, offset);
        return value;
    }

    @Override
    public CompletionStage<byte[]> handleAsync(byte[] value, int partition, long offset) {
        starts(value, partition, offset);
        return task.runAsync(value).thenApply(_ -> {
            ends(value, partition, offset);
            return value;
        });
    }

    private void starts(byte[] value, int partition, long offset) {
        order.starts(value, partition, offset);
        if (timed && measuring) {
            latency.recordValue(Math.clamp(System.nanoTime() - Payload.dueNanos(value), 0, LONGEST_NANOS));
        }
    }

    private void ends(byte[] value, int partition, long offset) {
        order.ends(value, partition, offset);
        done.increment();
    }

    void measure(boolean on) {
        measuring = on;
    }

    long done() {
        return done.sum();
    }

    long orderViolations() {
        return order.violations();
    }

    /** To be read once no record comes any more, or for an approximation. */
    RunResult.Latency latency() {
        return new RunResult.Latency(
                latency.getValueAtPercentile(50) / 1e3,
                latency.getValueAtPercentile(99) / 1e3,
                latency.getValueAtPercentile(99.9) / 1e3,
                latency.getMaxValue() / 1e3);
    }
}
