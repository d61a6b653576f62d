package dev.headgate.sim;

import java.io.Console;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Follows a run to its end, with a live line each second if someone is at the terminal to read it. */
final class RunWatch {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Simulator sim;
    private final RunPrinter printer;
    private final boolean live = isTerminal();

    RunWatch(Simulator sim, RunPrinter printer) {
        this.sim = sim;
        this.printer = printer;
    }

    // Null again since JDK 25 when standard input or output is redirected; the check knows JDK 22 to 24.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** The report. An interrupt of the calling thread stops the run, and is set again once it has ended. */
    SimReport awaitEnd() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    SimReport report = sim.await(SECOND);
                    clear();
                    return report;
                } catch (TimeoutException e) {
                    show();
                } catch (InterruptedException e) {
                    interrupted = true;
                    sim.stop();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void show() {
        if (live) {
            printer.live(sim.progress());
        }
    }

    private void clear() {
        if (live) {
            printer.clearLive();
        }
    }
}
