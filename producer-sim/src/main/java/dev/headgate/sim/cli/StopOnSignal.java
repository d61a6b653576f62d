package dev.headgate.sim.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jline.utils.Signals;

/**
 * Turns the first SIGINT or SIGTERM into an orderly stop, after which the command ends by itself, and the second one into
 * an end at once. An orderly stop that takes longer than the timeout ends at once too.
 */
final class StopOnSignal implements AutoCloseable {

    /** What shells say of a process that SIGINT ended. */
    static final int INTERRUPTED = 130;

    private static final int KILLED = 1;
    private static final List<String> SIGNALS = List.of("INT", "TERM");

    private final Runnable stop;
    private final Duration timeout;
    private final PrintWriter err;
    private final IntConsumer halt;
    private final AtomicInteger signals = new AtomicInteger();
    private final CountDownLatch done = new CountDownLatch(1);
    private final List<Runnable> undo = new ArrayList<>();

    private StopOnSignal(Runnable stop, Duration timeout, PrintWriter err, IntConsumer halt) {
        this.stop = stop;
        this.timeout = timeout;
        this.err = err;
        this.halt = halt;
    }

    /** Without the signals of the process; {@code halt} ends it with an exit code. */
    static StopOnSignal detached(Runnable stop, Duration timeout, PrintWriter err, IntConsumer halt) {
        return new StopOnSignal(stop, timeout, err, halt);
    }

    /** Listens to the signals of the process until it is closed. */
    static StopOnSignal install(Runnable stop, Duration timeout, PrintWriter err) {
        StopOnSignal made = new StopOnSignal(stop, timeout, err, Runtime.getRuntime()::halt);
        for (String name : SIGNALS) {
            Object before = Signals.register(name, made::signalled);
            made.undo.add(() -> Signals.unregister(name, before));
        }
        return made;
    }

    /** A signal came. Any thread. */
    void signalled() {
        if (signals.incrementAndGet() > 1) {
            halt.accept(INTERRUPTED);
            return;
        }
        err.println("Ending in order: waiting for the last acknowledgements; once more ends it at once");
        err.flush();
        Thread.ofVirtual().name("headgate-sim-deadline").start(this::haltWhenLate);
        stop.run();
    }

    private void haltWhenLate() {
        try {
            if (!done.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                halt.accept(KILLED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        undo.forEach(Runnable::run);
    }
}
