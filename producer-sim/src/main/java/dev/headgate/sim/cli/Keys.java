package dev.headgate.sim.cli;

import dev.headgate.sim.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/** Listens to the keyboard of a terminal: + and - change the rate by a tenth, q ends the run. */
final class Keys implements AutoCloseable {

    private static final double UP = 1.1;
    private static final long WAIT_MILLIS = 200;
    private static final int TIMED_OUT = NonBlockingReader.READ_EXPIRED;

    private final Terminal terminal;
    private final Attributes before;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Keys(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.enterRawMode();
    }

    /** Begins to listen to the system's terminal, until it is closed. */
    static Keys listen(Simulator sim) {
        try {
            return listen(
                    TerminalBuilder.builder().system(true).nativeSignals(false).build(), sim);
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal can't be read", e);
        }
    }

    /** Begins to listen to a terminal, which is closed with it. */
    static Keys listen(Terminal terminal, Simulator sim) {
        Keys keys = new Keys(terminal);
        Thread.ofVirtual().name("headgate-sim-keys").start(() -> keys.listenTo(sim));
        return keys;
    }

    private void listenTo(Simulator sim) {
        NonBlockingReader reader = terminal.reader();
        try {
            int key = TIMED_OUT;
            while (!closed.get() && key != NonBlockingReader.EOF) {
                press(key, sim);
                key = reader.read(WAIT_MILLIS);
            }
        } catch (IOException e) {
            // The terminal is gone; the run goes on without it.
            closed.set(true);
        }
    }

    /** What a key does. */
    static void press(int key, Simulator sim) {
        switch (key) {
            case '+', '=' -> sim.scaleRate(UP);
            case '-', '_' -> sim.scaleRate(1 / UP);
            case 'q' -> sim.stop();
            default -> {}
        }
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            terminal.setAttributes(before);
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal can't be given back", e);
        }
    }
}
