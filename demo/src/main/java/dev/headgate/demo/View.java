package dev.headgate.demo;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where the demo shows itself: a screen that is drawn again and again on a terminal, a line a second elsewhere. Used by one thread.
 */
final class View {
    private static final long LINE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String CLEAR_TO_END = "\033[J";

    private final PrintWriter out;
    private final boolean terminal;
    private int drawn;
    private long lastLineNanos = System.nanoTime() - LINE_EVERY_NANOS;

    View(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @SuppressWarnings("SystemConsoleNull") // its contract still says that it may be null
    static View of(PrintWriter out) {
        Console console = System.console();
        return new View(out, console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM")));
    }

    /** Adds a line for good. */
    void say(String line) {
        drawn = 0;
        out.println(line);
        out.flush();
    }

    /** Shows this state in place of the one before. */
    void show(DemoState state) {
        if (!terminal) {
            long now = System.nanoTime();
            if (now - lastLineNanos >= LINE_EVERY_NANOS) {
                lastLineNanos = now;
                out.println(DemoText.line(state));
                out.flush();
            }
            return;
        }
        List<String> lines = DemoText.screen(state);
        if (drawn > 0) {
            out.print("\033[" + drawn + "A");
        }
        out.print("\r" + CLEAR_TO_END);
        lines.forEach(out::println);
        out.flush();
        drawn = lines.size();
    }
}
