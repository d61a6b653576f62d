package dev.headgate.benchmarks.measure;

import dev.headgate.benchmarks.system.Work;
import dev.headgate.benchmarks.work.OrderCheck;
import dev.headgate.benchmarks.work.TaskRunner;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.json.JsonMapper;

/** The child process: runs one system once, and writes what it saw. */
public final class RunMain {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long END_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final double LAST_PART = 0.97;
    private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final RunSpec spec;
    private final MeasuredWork work;
    private final ProcessMeter meter = new ProcessMeter();
    private long lastDone = -1;
    private long lastChange;

    private RunMain(RunSpec spec) {
        this.spec = spec;
        this.work = new MeasuredWork(
                new TaskRunner(spec.task(), spec.roundsPerMicro()),
                new OrderCheck(spec.ordering(), spec.content()),
                spec.mode() == RunSpec.Mode.LATENCY);
    }

    /** Takes two files: the {@link RunSpec} to read and the {@link RunResult} to write, both JSON. */
    public static void main(String[] args) throws Exception {
        JsonMapper json = new JsonMapper();
        RunSpec spec = json.readValue(Files.readString(Path.of(args[0])), RunSpec.class);
        RunResult result = new RunMain(spec).run();
        Files.writeString(Path.of(args[1]), json.writeValueAsString(result));
        // What a peer's close takes or leaves behind is not what is measured, and a stuck record never ends.
        Runtime.getRuntime().halt(0);
    }

    private RunResult run() throws InterruptedException {
        AutoCloseable running = spec.system().make().start(spec.setup(), work());
        try {
            return switch (spec.mode()) {
                case THROUGHPUT, LATENCY -> measure();
                case STUCK -> doAllButTheStuckOne();
                case RESTART -> countUntilIdle();
            };
        } finally {
            Reference.reachabilityFence(running);
        }
    }

    private Work work() {
        return spec.mode() == RunSpec.Mode.STUCK ? new StuckWork(work) : work;
    }

    private RunResult measure() throws InterruptedException {
        await("the first record", START_LIMIT_NANOS, () -> work.done() > 0);
        long first = System.nanoTime();
        long warmUp = TimeUnit.MILLISECONDS.toNanos(spec.warmUpMillis());
        int records = spec.content().records();
        await("warm", END_LIMIT_NANOS, () -> System.nanoTime() - first >= warmUp || work.done() >= records / 3);
        work.measure(true);
        meter.reset();
        long start = System.nanoTime();
        long done = work.done();
        long cpu = meter.cpuNanos();
        long allocated = meter.allocatedBytes();
        long measured = TimeUnit.MILLISECONDS.toNanos(spec.measureMillis());
        long last = (long) (records * LAST_PART);
        await("measured", END_LIMIT_NANOS, () -> System.nanoTime() - start >= measured || work.done() >= last);
        long doneThen = work.done();
        double seconds = (System.nanoTime() - start) / 1e9;
        return result(doneThen - done, seconds, (meter.cpuNanos() - cpu) / 1e3, (double)
                (meter.allocatedBytes() - allocated));
    }

    private RunResult doAllButTheStuckOne() throws InterruptedException {
        int free = spec.content().records() - 1;
        long start = System.nanoTime();
        await("all done but the stuck one and what waits for it", END_LIMIT_NANOS, () -> isIdle(free));
        TimeUnit.NANOSECONDS.sleep(COMMIT_NANOS);
        return result(work.done(), (System.nanoTime() - start) / 1e9, 0, 0);
    }

    private RunResult countUntilIdle() throws InterruptedException {
        long start = System.nanoTime();
        await("the first record", START_LIMIT_NANOS, () -> work.done() > 0);
        await("no more records", END_LIMIT_NANOS, () -> isIdle(Long.MAX_VALUE));
        return result(work.done(), (System.nanoTime() - start) / 1e9, 0, 0);
    }

    private boolean isIdle(long most) {
        long done = work.done();
        if (done != lastDone) {
            lastDone = done;
            lastChange = System.nanoTime();
        }
        return done >= most || (done > 0 && System.nanoTime() - lastChange >= IDLE_NANOS);
    }

    private RunResult result(long records, double seconds, double cpuMicros, double allocated) {
        return new RunResult(
                records,
                seconds,
                cpuMicros,
                allocated,
                meter.liveHeapBytes(),
                meter.peakHeapBytes(),
                work.orderViolations(),
                spec.mode() == RunSpec.Mode.LATENCY ? Optional.of(work.latency()) : Optional.empty());
    }

    private void await(String what, long limitNanos, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limitNanos) {
                throw new IllegalStateException("not " + what + " within " + limitNanos / 1_000_000_000 + " s, with "
                        + work.done() + " records done");
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
        }
    }
}
