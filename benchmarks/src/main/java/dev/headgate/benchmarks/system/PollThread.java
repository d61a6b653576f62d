package dev.headgate.benchmarks.system;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one daemon thread of a system that is a loop around {@code poll}. */
final class PollThread {
    /** How long a poll waits for records, and so how late it notices that it is to stop. */
    static final Duration POLL = Duration.ofMillis(100);

    /** How long records in flight may take when a system stops. */
    static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(PollThread.class);
    private static final Duration INTERRUPTED_WITHIN = Duration.ofSeconds(2);

    /** What runs on the thread. */
    @FunctionalInterface
    interface Loop {
        /**
         * Polls until it is stopped, and closes the consumer.
         *
         * @param stopped turns true once
         */
        void run(BooleanSupplier stopped) throws Exception;
    }

    private final Thread thread;
    private final FirstFailure failure = new FirstFailure();
    private volatile boolean stopped;

    private PollThread(SystemName system, Loop loop) {
        thread = Thread.ofPlatform().daemon().name(system + "-poll").unstarted(() -> run(loop));
    }

    /** Starts the loop. Closing what is returned stops it, and throws an {@link IllegalStateException} if it had failed. */
    static AutoCloseable start(SystemName system, Loop loop) {
        PollThread started = new PollThread(system, loop);
        started.thread.start();
        return started::stop;
    }

    private void run(Loop loop) {
        try {
            loop.run(() -> stopped);
        } catch (InterruptedException | InterruptException _) {
            // Only stop() interrupts, and only what has not stopped in time.
            Thread.currentThread().interrupt();
        } catch (Exception | Error e) {
            LOG.error("{} has failed", thread.getName(), e);
            failure.report(e);
        }
    }

    private void stop() throws InterruptedException {
        stopped = true;
        if (!thread.join(STOP_WITHIN)) {
            thread.interrupt();
            if (!thread.join(INTERRUPTED_WITHIN)) {
                LOG.warn("{} is left behind: it did not stop in time", thread.getName());
            }
        }
        failure.throwIfAny();
    }
}
