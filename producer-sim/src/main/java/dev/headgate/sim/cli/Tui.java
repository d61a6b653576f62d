package dev.headgate.sim.cli;

import dev.headgate.sim.LatencyInterval;
import dev.headgate.sim.LatencySummary;
import dev.headgate.sim.SimOptions;
import dev.headgate.sim.SimProgress;
import dev.headgate.sim.SimReport;
import dev.headgate.sim.Simulator;
import dev.headgate.sim.report.Interval;
import dev.headgate.sim.report.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A full-screen view of a run, drawn each second by the thread that follows it. */
final class Tui implements RunListener, AutoCloseable {

    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String END_OF_LINE = "\u001b[K";
    private static final String END_OF_SCREEN = "\u001b[J";
    private static final String BARS = " ▁▂▃▄▅▆▇█";
    private static final int HISTORY = 500;

    private final Terminal terminal;
    private final Keys keys;
    private final SimOptions options;
    private final String asked;
    private final Deque<Double> rates = new ArrayDeque<>();
    private final Deque<Double> latencies = new ArrayDeque<>();
    private final Deque<Double> missed = new ArrayDeque<>();
    private boolean closed;

    private Tui(Terminal terminal, Keys keys, SimOptions options, String asked) {
        this.terminal = terminal;
        this.keys = keys;
        this.options = options;
        this.asked = asked;
    }

    /** Takes the terminal until it is closed. */
    static Tui open(SimOptions options, String asked, Simulator sim) {
        try {
            return on(
                    TerminalBuilder.builder().system(true).nativeSignals(false).build(), options, asked, sim);
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal can't be opened", e);
        }
    }

    /** Takes that terminal, which is closed with it. */
    static Tui on(Terminal terminal, SimOptions options, String asked, Simulator sim) {
        terminal.writer().print(ENTER);
        terminal.flush();
        return new Tui(terminal, Keys.listen(terminal, sim), options, asked);
    }

    @Override
    public void interval(Interval interval, LatencyInterval histograms) {
        remember(rates, interval.perSecond(interval.acked()));
        remember(latencies, interval.corrected().p99().toNanos() / 1e6);
        remember(missed, interval.perSecond(interval.missed()));
        int width = Math.max(40, terminal.getColumns());
        StringBuilder screen = new StringBuilder(HOME);
        for (String line : lines(interval, width)) {
            screen.append(line, 0, Math.min(line.length(), width))
                    .append(END_OF_LINE)
                    .append("\r\n");
        }
        terminal.writer().print(screen.append(END_OF_SCREEN));
        terminal.flush();
    }

    private static void remember(Deque<Double> history, double value) {
        history.addLast(value);
        if (history.size() > HISTORY) {
            history.removeFirst();
        }
    }

    /** The screen, without control characters. */
    List<String> lines(Interval interval, int width) {
        SimProgress now = interval.now();
        List<String> lines = new ArrayList<>();
        lines.add("headgate sim   run " + options.runId() + " -> " + options.topic() + "   " + asked);
        lines.add(String.format(
                Locale.ROOT,
                "%d s   asked %s/s   sent %,d   acked %,d   failed %,d   missed %,d   aborted %,d",
                now.elapsed().toSeconds(),
                Double.isInfinite(now.targetRate()) ? "max" : String.format(Locale.ROOT, "%,.1f", now.targetRate()),
                now.records().sent(),
                now.records().acked(),
                now.records().failed(),
                now.records().missed(),
                now.records().aborted()));
        lines.add(String.format(Locale.ROOT, "in flight %,d   behind %,d", now.inFlight(), now.behind()));
        lines.add("");
        lines.add(chart("acked/s", "%,.0f", rates, width));
        lines.add(chart("p99 ms", "%,.2f", latencies, width));
        lines.add(chart("missed/s", "%,.0f", missed, width));
        lines.add("");
        lines.add(String.format(
                Locale.ROOT, "%-28s %9s %9s %9s %9s %9s", "latency in ms", "p50", "p90", "p99", "p99.9", "max"));
        lines.add(row("last second, from intended", interval.corrected()));
        lines.add(row("last second, from actual", interval.uncorrected()));
        lines.add(row("whole run, from intended", now.latencies().corrected()));
        lines.add(row("whole run, from actual", now.latencies().uncorrected()));
        lines.add("");
        lines.add("+ faster   - slower   q end");
        return lines;
    }

    private static String chart(String name, String format, Collection<Double> history, int width) {
        double top = history.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double last = history.stream().reduce((first, second) -> second).orElse(0.0);
        int room = Math.max(10, width - 36);
        StringBuilder bars = new StringBuilder();
        history.stream().skip(Math.max(0, history.size() - room)).forEach(value -> {
            int level = top == 0 ? 0 : (int) Math.round(value / top * (BARS.length() - 1));
            bars.append(BARS.charAt(level));
        });
        return String.format(Locale.ROOT, "%-9s " + format + "  %s  max " + format, name, last, bars, top);
    }

    private static String row(String name, LatencySummary summary) {
        return String.format(
                Locale.ROOT,
                "%-28s %9.2f %9.2f %9.2f %9.2f %9.2f",
                name,
                summary.p50().toNanos() / 1e6,
                summary.p90().toNanos() / 1e6,
                summary.p99().toNanos() / 1e6,
                summary.p999().toNanos() / 1e6,
                summary.max().toNanos() / 1e6);
    }

    @Override
    public void ended(SimReport report) {
        close();
    }

    /** Gives the terminal back, the first time; at the end of the run, or where it broke. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        terminal.writer().print(LEAVE);
        terminal.flush();
        keys.close();
    }
}
