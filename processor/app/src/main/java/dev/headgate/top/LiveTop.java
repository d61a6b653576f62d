package dev.headgate.top;

import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The full-screen view. One thread asks, draws and reads the keys; it never waits for longer than {@value #KEY_MILLIS} ms, so
 * it ends that soon after it was told to.
 */
final class LiveTop {
    private static final long KEY_MILLIS = 100;
    private static final long REDRAW_NANOS = 1_000_000_000L;
    private static final int PAGE = 10;
    private static final Size USUAL = Size.of(80, 24);

    private final Terminal terminal;
    private final Fleet fleet;
    private final Glyphs glyphs;
    private final boolean colours;
    private final InstantSource clock;
    private final Display display;
    private Size size = Size.of(0, 0);
    private PartitionSort sort = PartitionSort.LAG;
    private int scroll;

    LiveTop(Terminal terminal, Fleet fleet, boolean colours, InstantSource clock) {
        this.terminal = terminal;
        this.fleet = fleet;
        this.glyphs = Glyphs.in(terminal.encoding());
        this.colours = colours;
        this.clock = clock;
        this.display = new Display(terminal, true);
    }

    /**
     * Takes the terminal, and gives it back as it was when somebody quits or {@code isStopped} turns true.
     *
     * @throws IOException if the terminal is gone
     */
    void run(BooleanSupplier isStopped) throws IOException {
        Attributes before = terminal.enterRawMode();
        try {
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
            watch(isStopped);
        } finally {
            terminal.puts(Capability.cursor_normal);
            terminal.puts(Capability.exit_ca_mode);
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    private void watch(BooleanSupplier isStopped) throws IOException {
        Key key = Key.NONE;
        long drawn = System.nanoTime() - REDRAW_NANOS;
        while (key != Key.QUIT && !isStopped.getAsBoolean()) {
            boolean answered = fleet.turn();
            boolean resized = resized();
            if (pressed(key) || resized || answered || System.nanoTime() - drawn >= REDRAW_NANOS) {
                drawn = System.nanoTime();
                draw();
            }
            key = Key.read(terminal.reader(), KEY_MILLIS);
        }
    }

    private boolean resized() {
        Size now = terminal.getSize();
        Size usable = now.getColumns() > 0 && now.getRows() > 0 ? now : USUAL;
        if (usable.equals(size)) {
            return false;
        }
        size = Size.of(usable);
        display.clear();
        display.resize(size);
        return true;
    }

    private boolean pressed(Key key) {
        switch (key) {
            case SORT -> {
                sort = sort.next();
                scroll = 0;
            }
            case UP -> scroll--;
            case DOWN -> scroll++;
            case PAGE_UP -> scroll -= PAGE;
            case PAGE_DOWN -> scroll += PAGE;
            case FIRST -> scroll = 0;
            case LAST -> scroll = Integer.MAX_VALUE;
            case NONE, QUIT -> {
                return false;
            }
        }
        return true;
    }

    private void draw() {
        RenderOptions render = new RenderOptions(
                size.getColumns(), size.getRows(), sort, scroll, clock.instant(), ZoneId.systemDefault(), glyphs);
        Screen.Page page = Screen.draw(fleet.seen(), render);
        scroll = page.scroll();
        List<AttributedString> lines = colours
                ? page.lines()
                : page.lines().stream()
                        .map(line -> new AttributedString(line.toString()))
                        .toList();
        display.update(lines, 0);
    }
}
