package dev.headgate.top;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;

/** Watches processors: once on paper, or live in the terminal. */
public final class Top {
    private final List<URI> addresses;
    private final boolean colours;

    /**
     * Watches the processors there.
     *
     * @param addresses as {@link StateClient#address} makes them
     * @param colours whether colours may be used
     */
    public Top(List<URI> addresses, boolean colours) {
        this.addresses = List.copyOf(addresses);
        this.colours = colours;
    }

    /**
     * Asks each processor once and prints what it says. Called by any thread; waits for all answers.
     *
     * @param width columns to fill
     * @param charset what {@code out} can write
     * @return whether at least one answered
     */
    public boolean once(PrintWriter out, int width, Charset charset) throws InterruptedException {
        try (StateClient client = new StateClient()) {
            Fleet fleet = new Fleet(addresses, client, InstantSource.system());
            fleet.askOnce();
            List<Instance> seen = fleet.seen();
            RenderOptions render = new RenderOptions(
                    width,
                    RenderOptions.ENDLESS,
                    PartitionSort.LAG,
                    0,
                    InstantSource.system().instant(),
                    ZoneId.systemDefault(),
                    Glyphs.in(charset));
            for (AttributedString line : Screen.draw(seen, render).lines()) {
                out.println(colours ? line.toAnsi() : line.toString().stripTrailing());
            }
            out.flush();
            return seen.stream().anyMatch(each -> each.frame().isPresent());
        }
    }

    /**
     * Takes the terminal until somebody quits or {@code isStopped} turns true. Called by the thread that is to do it all.
     *
     * @throws IOException if the terminal can't be had, or is gone
     */
    public void live(BooleanSupplier isStopped) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder()
                        .system(true)
                        .nativeSignals(false)
                        .build();
                StateClient client = new StateClient()) {
            Fleet fleet = new Fleet(addresses, client, InstantSource.system());
            new LiveTop(terminal, fleet, colours, InstantSource.system()).run(isStopped);
        }
    }
}
