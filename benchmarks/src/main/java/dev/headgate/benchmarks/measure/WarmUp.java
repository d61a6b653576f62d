package dev.headgate.benchmarks.measure;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether a process has come to its steady state: it has gone for the time that was asked for, and the JIT compilers have
 * come to rest. On two cores that are busy with records they take some fifteen seconds for the few methods that count, and
 * a good part of the processors meanwhile, so a time alone would measure the compilers. One thread at a time.
 */
final class WarmUp {
    /** The compilers are at rest if they worked for no more than this share of the last look. */
    private static final double AT_REST = 0.1;

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Some code is never done with; then this many times the time that was asked for has to do. */
    private static final int LONGEST = 4;

    private final LongSupplier compilerMillis;
    private final long leastNanos;
    private final long mostNanos;
    private final long startNanos;
    private long lookNanos;
    private long compiledMillis;
    private boolean atRest;

    /** Begins now, and looks at this process's compilers. */
    WarmUp(long leastMillis, long nowNanos) {
        this(leastMillis, nowNanos, ManagementFactory.getCompilationMXBean()::getTotalCompilationTime);
    }

    /** @param compilerMillis how long the compilers have worked so far, in ms */
    WarmUp(long leastMillis, long nowNanos, LongSupplier compilerMillis) {
        this.compilerMillis = compilerMillis;
        leastNanos = TimeUnit.MILLISECONDS.toNanos(leastMillis);
        mostNanos = TimeUnit.MILLISECONDS.toNanos(longestMillis(leastMillis));
        startNanos = nowNanos;
        lookNanos = nowNanos;
        compiledMillis = compilerMillis.getAsLong();
    }

    /** How long it takes at most, the waits for first records aside. */
    static long longestMillis(long leastMillis) {
        return LONGEST * leastMillis;
    }

    /** Whether the process is warm. To be asked all the time. */
    boolean isOver(long nowNanos) {
        if (nowNanos - lookNanos >= LOOK_NANOS) {
            long compiled = compilerMillis.getAsLong();
            atRest = TimeUnit.MILLISECONDS.toNanos(compiled - compiledMillis) < AT_REST * (nowNanos - lookNanos);
            compiledMillis = compiled;
            lookNanos = nowNanos;
        }
        long gone = nowNanos - startNanos;
        return gone >= leastNanos && (atRest || gone >= mostNanos);
    }
}
