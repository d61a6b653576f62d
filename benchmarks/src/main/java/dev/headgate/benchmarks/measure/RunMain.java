package dev.headgate.benchmarks.measure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** The child process: runs one system, and writes what it saw. */
public final class RunMain {
    private static final long END_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final double LAST_PART = 0.97;
    private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long SETTLE_MILLIS = 1_000;

    private final RunSpec spec;
    private final ProcessMeter meter = new ProcessMeter();
    private long lastDone = -1;
    private long lastChange;

    private RunMain(RunSpec spec) {
        this.spec = spec;
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
        return switch (spec.mode()) {
            case THROUGHPUT, LATENCY -> measure(warmedUp());
            case STUCK -> doAllButTheStuckOne(Pass.start(spec, 1, StuckWork::new));
            case RESTART -> countUntilIdle(Pass.start(spec, 1));
        };
    }

    /** Goes over the topic as often as it takes to get warm. Answers a pass that has enough left to be measured. */
    private Pass warmedUp() throws InterruptedException {
        int number = 1;
        Pass pass = begun(number);
        WarmUp warmUp = new WarmUp(spec.warmUpMillis(), System.nanoTime());
        while (!isWarm(warmUp, pass)) {
            pass.stop();
            pass = begun(++number);
        }
        if (hasEnoughLeft(pass)) {
            return pass;
        }
        pass.stop();
        Pass last = begun(++number);
        // To stop and to start runs code that the compilers had not seen, or had given up.
        WarmUp again = new WarmUp(SETTLE_MILLIS, System.nanoTime());
        last.await("settled", END_LIMIT_NANOS, () -> again.isOver(System.nanoTime()) || !hasEnoughLeft(last));
        return last;
    }

    private Pass begun(int number) throws InterruptedException {
        Pass pass = Pass.start(spec, number);
        pass.awaitFirstRecord();
        return pass;
    }

    /** Whether the records last for as long as is to be measured, at the pace so far. */
    private boolean hasEnoughLeft(Pass pass) {
        return pass.recordsPerMilli() * spec.measureMillis() <= last() - pass.done();
    }

    /** Goes on until it is warm. Answers false if the records come to their end before. */
    private boolean isWarm(WarmUp warmUp, Pass pass) throws InterruptedException {
        long limit = END_LIMIT_NANOS + spec.longestWarmUp().toNanos();
        pass.await("warm", limit, () -> warmUp.isOver(System.nanoTime()) || pass.done() >= last());
        return warmUp.isOver(System.nanoTime());
    }

    /** The topics that are written while they are read have no last record. */
    private long last() {
        return spec.mode() == RunSpec.Mode.LATENCY
                ? Long.MAX_VALUE
                : (long) (spec.content().records() * LAST_PART);
    }

    private RunResult measure(Pass pass) throws InterruptedException {
        pass.work().measure(true);
        meter.reset();
        long start = System.nanoTime();
        long done = pass.done();
        long cpu = meter.cpuNanos();
        long allocated = meter.allocatedBytes();
        long measured = TimeUnit.MILLISECONDS.toNanos(spec.measureMillis());
        pass.await("measured", END_LIMIT_NANOS, () -> System.nanoTime() - start >= measured || pass.done() >= last());
        long doneThen = pass.done();
        double seconds = (System.nanoTime() - start) / 1e9;
        return result(pass, doneThen - done, seconds, (meter.cpuNanos() - cpu) / 1e3, (double)
                (meter.allocatedBytes() - allocated));
    }

    private RunResult doAllButTheStuckOne(Pass pass) throws InterruptedException {
        int free = spec.content().records() - 1;
        long start = System.nanoTime();
        pass.await("all done but the stuck one and what waits for it", END_LIMIT_NANOS, () -> isIdle(pass, free));
        TimeUnit.NANOSECONDS.sleep(COMMIT_NANOS);
        return result(pass, pass.done(), (System.nanoTime() - start) / 1e9, 0, 0);
    }

    private RunResult countUntilIdle(Pass pass) throws InterruptedException {
        long start = System.nanoTime();
        pass.awaitFirstRecord();
        pass.await("without more records", END_LIMIT_NANOS, () -> isIdle(pass, Long.MAX_VALUE));
        return result(pass, pass.done(), (System.nanoTime() - start) / 1e9, 0, 0);
    }

    private boolean isIdle(Pass pass, long most) {
        long done = pass.done();
        if (done != lastDone) {
            lastDone = done;
            lastChange = System.nanoTime();
        }
        return done >= most || (done > 0 && System.nanoTime() - lastChange >= IDLE_NANOS);
    }

    private RunResult result(Pass pass, long records, double seconds, double cpuMicros, double allocated) {
        return new RunResult(
                records,
                seconds,
                cpuMicros,
                allocated,
                meter.liveHeapBytes(),
                meter.peakHeapBytes(),
                pass.work().orderViolations(),
                spec.mode() == RunSpec.Mode.LATENCY ? Optional.of(pass.work().latency()) : Optional.empty());
    }
}
