package dev.headgate.benchmarks.measure;

import dev.headgate.benchmarks.system.SystemSetup;
import dev.headgate.benchmarks.system.Work;
import dev.headgate.benchmarks.work.OrderCheck;
import dev.headgate.benchmarks.work.TaskRunner;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * The system under way over its topic, from the first record on, in a consumer group that no other pass has. One thread at
 * a time.
 */
final class Pass {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final MeasuredWork work;
    private final AutoCloseable running;
    private long firstNanos;

    private Pass(MeasuredWork work, AutoCloseable running) {
        this.work = work;
        this.running = running;
    }

    /**
     * Starts the system.
     *
     * @param number tells the passes of a run apart
     */
    static Pass start(RunSpec spec, int number) {
        return start(spec, number, work -> work);
    }

    /** The same with a handler around the usual one. */
    static Pass start(RunSpec spec, int number, UnaryOperator<Work> handler) {
        MeasuredWork work = new MeasuredWork(
                new TaskRunner(spec.task(), spec.roundsPerMicro()),
                new OrderCheck(spec.setup().ordering(), spec.content()),
                spec.mode() == RunSpec.Mode.LATENCY);
        SystemSetup own = spec.setup().withGroup(spec.setup().group() + "-" + number);
        return new Pass(work, spec.system().make().start(own, handler.apply(work)));
    }

    MeasuredWork work() {
        return work;
    }

    /** Records handled so far. */
    long done() {
        return work.done();
    }

    void awaitFirstRecord() throws InterruptedException {
        await("at the first record", START_LIMIT_NANOS, () -> done() > 0);
        firstNanos = System.nanoTime();
    }

    /** The pace since the first record, which was awaited before. */
    double recordsPerMilli() {
        return done() * 1e6 / Math.max(1, System.nanoTime() - firstNanos);
    }

    /** @throws IllegalStateException if it doesn't come true in time */
    void await(String what, long limitNanos, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limitNanos) {
                throw new IllegalStateException("not " + what + " within " + limitNanos / 1_000_000_000 + " s, with "
                        + done() + " records done");
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
        }
    }

    /**
     * Stops the system, so that another pass has the process to itself.
     *
     * @throws IllegalStateException if it doesn't stop in time
     */
    void stop() throws InterruptedException {
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread closing = Thread.ofPlatform().daemon().name("close").start(() -> {
            try {
                running.close();
            } catch (Exception e) {
                failure.set(e);
            }
        });
        if (!closing.join(END_LIMIT)) {
            throw new IllegalStateException("not stopped within " + END_LIMIT.toSeconds() + " s");
        }
        if (failure.get() != null) {
            throw new IllegalStateException(failure.get());
        }
    }
}
