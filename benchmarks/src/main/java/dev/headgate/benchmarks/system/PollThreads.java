package dev.headgate.benchmarks.system;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon threads of a system that consists of loops: around {@code poll}, one for each consumer, or around the handler.
 */
final class PollThreads {
    /** How long a poll waits for records, and so how late it notices that it is to stop. */
    static final Duration POLL = Duration.ofMillis(100);

    /** How long records in flight may take when a system stops. */
    static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(PollThreads.class);
    private static final Duration INTERRUPTED_WITHIN = Duration.ofSeconds(2);

    /** What runs on a thread. */
    @FunctionalInterface
    interface Loop {
        /**
         * Polls until it is stopped, and closes the consumer.
         *
         * @param stopped turns true once
         */
        void run(BooleanSupplier stopped) throws Exception;
    }

    private final List<Thread> threads;
    private final FirstFailure failure = new FirstFailure();
    private volatile boolean stopped;

    private PollThreads(Thread.Builder builder, List<Loop> loops) {
        threads = loops.stream().map(loop -> builder.unstarted(() -> run(loop))).toList();
    }

    /** Starts the loop. Closing what is returned stops it, and throws an {@link IllegalStateException} if it had failed. */
    static AutoCloseable start(SystemName system, Loop loop) {
        return start(system, List.of(loop));
    }

    /** Starts the loops, to be stopped together. */
    static AutoCloseable start(SystemName system, List<Loop> loops) {
        return start(Thread.ofPlatform().daemon().name(system + "-poll"), loops);
    }

    /** The same on threads of this kind. */
    static AutoCloseable start(Thread.Builder builder, List<Loop> loops) {
        PollThreads started = new PollThreads(builder, loops);
        started.threads.forEach(Thread::start);
        return started::stop;
    }

    private void run(Loop loop) {
        try {
            loop.run(() -> stopped);
        } catch (InterruptedException | InterruptException _) {
            // Only stop() interrupts, and only what has not stopped in time.
            Thread.currentThread().interrupt();
        } catch (Exception | Error e) {
            LOG.error("{} has failed", Thread.currentThread().getName(), e);
            failure.report(e);
        }
    }

    private void stop() throws InterruptedException {
        stopped = true;
        if (!haveEnded(STOP_WITHIN)) {
            threads.forEach(Thread::interrupt);
            if (!haveEnded(INTERRUPTED_WITHIN)) {
                LOG.warn(
                        "{} is left behind: it did not stop in time",
                        threads.getFirst().getName());
            }
        }
        failure.throwIfAny();
    }

    private boolean haveEnded(Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        for (Thread each : threads) {
            if (!each.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }
}
