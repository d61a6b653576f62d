package dev.headgate;

import dev.headgate.api.ThreadKind;
import dev.headgate.internal.worker.Scheduler;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that the JDK makes behind virtual ones: carriers, and one that ends their waits. It makes them where they are first
 * needed, and if the system has none just then, JDK 25 loses the virtual thread on whose behalf it asked: that worker never runs
 * again, with its record in hand and without a line. So an engine has them made before its first record, and keeps them: the pool
 * of the carriers lets one go after each 30 s in which none has anything to do.
 */
final class VirtualThreads {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    /** For how long each keeps its carrier, so that the others get carriers of their own. */
    private static final long HOLDS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    static final long BETWEEN_USES_NANOS = TimeUnit.SECONDS.toNanos(10);

    private VirtualThreads() {}

    /**
     * Has them made, and used every now and then, if workers are to be virtual threads.
     *
     * @throws OutOfMemoryError if the system has no thread to give
     * @throws IllegalStateException if virtual threads don't run
     */
    static void makeReady(ThreadKind workers, Scheduler scheduler) {
        if (workers == ThreadKind.VIRTUAL) {
            ThreadFactory threads = Thread.ofVirtual().name("headgate-ready").factory();
            run(threads, Runtime.getRuntime().availableProcessors(), WITHIN);
            scheduler.repeat(() -> use(threads), BETWEEN_USES_NANOS);
        }
    }

    private static void use(ThreadFactory threads) {
        try {
            threads.newThread(() -> {}).start();
        } catch (OutOfMemoryError _) {
            // There are no carriers, and no thread for one: the workers tell that when they need it.
        }
    }

    /** Runs so many threads at once, each with a wait that a timer has to end. */
    static void run(ThreadFactory threads, int count, Duration within) {
        CountDownLatch present = new CountDownLatch(count);
        CountDownLatch ended = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            threads.newThread(() -> holdAndWait(present, ended)).start();
        }
        try {
            if (!ended.await(within.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("the workers can't run: of " + count + " virtual threads, "
                        + ended.getCount() + " did not run within " + within.toMillis()
                        + " ms; mostly the system gives this process no more threads: raise its limit of processes"
                        + " (pids.max, ulimit -u)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the engine started", e);
        }
    }

    private static void holdAndWait(CountDownLatch present, CountDownLatch ended) {
        present.countDown();
        long until = System.nanoTime() + HOLDS_NANOS;
        while (present.getCount() > 0 && System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
        try {
            TimeUnit.MILLISECONDS.sleep(1);
            ended.countDown();
        } catch (InterruptedException _) { // nobody has a reason to, and then it counts as not run
        }
    }
}
