package dev.headgate.benchmarks.work;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Does a {@link Task}. Thread-safe. */
public final class TaskRunner {
    private static final double HASH_RANGE = 0x1p32;

    private final Task task;
    private final long roundsPerRecord;
    private final long nanos;
    private final long slowNanos;

    /** @param roundsPerMicro how many rounds of computing make a µs; see {@link #calibrate()} */
    public TaskRunner(Task task, double roundsPerMicro) {
        this.task = task;
        this.roundsPerRecord = (long) (task.micros() * roundsPerMicro);
        this.nanos = (long) (task.micros() * 1000);
        this.slowNanos = (long) (task.slowMicros() * 1000);
    }

    /** Does it for one record. Whether it is a slow one depends on the record only. */
    public void run(byte[] value) throws InterruptedException {
        switch (task.kind()) {
            case NOTHING -> {}
            case CPU -> {
                if (compute(roundsPerRecord, value[0]) == 0) {
                    throw new IllegalStateException("never so, but the compiler can't know");
                }
            }
            case SLEEP -> TimeUnit.NANOSECONDS.sleep(isSlow(value) ? slowNanos : nanos);
        }
    }

    /**
     * Does it for one record without a thread that waits: what takes time ends by the JDK's timer, as a call of an
     * asynchronous client ends by its network thread.
     */
    public CompletionStage<Void> runAsync(byte[] value) {
        if (task.kind() == Task.Kind.SLEEP) {
            long wait = isSlow(value) ? slowNanos : nanos;
            return CompletableFuture.runAsync(
                    () -> {}, CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS, Runnable::run));
        }
        try {
            run(value);
        } catch (InterruptedException e) {
            throw new IllegalStateException("computing is never interrupted", e);
        }
        return CompletableFuture.completedStage(null);
    }

    private boolean isSlow(byte[] value) {
        if (task.slowShare() == 0) {
            return false;
        }
        long mixed = (Payload.key(value) * 31L + Payload.sequence(value) + 1) * 0x9E3779B97F4A7C15L;
        return (mixed >>> 32) / HASH_RANGE < task.slowShare();
    }

    /** How many rounds of computing this machine does in a µs. Done once for all systems, so that all have the same to do. */
    public static double calibrate() {
        double best = 0;
        for (int i = 0; i < 20; i++) {
            long rounds = 2_000_000;
            long start = System.nanoTime();
            long sum = compute(rounds, i);
            double micros = (System.nanoTime() - start) / 1e3;
            best = Math.max(best, sum == 0 ? 0 : rounds / micros);
        }
        return best;
    }

    private static long compute(long rounds, long seed) {
        long x = seed | 1;
        for (long i = 0; i < rounds; i++) {
            x = x * 6364136223846793005L + 1442695040888963407L;
        }
        return x | 1;
    }
}
