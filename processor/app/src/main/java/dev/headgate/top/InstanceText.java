package dev.headgate.top;

import dev.headgate.dashboard.Event;
import dev.headgate.dashboard.Frame;
import dev.headgate.dashboard.HumanFormat;
import dev.headgate.dashboard.Latency;
import dev.headgate.dashboard.Level;
import dev.headgate.dashboard.Sample;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.PauseReason;
import dev.headgate.state.RetryReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;

/** One processor in words and a picture of its flow, above the table of partitions. Pure. */
final class InstanceText {
    private static final int INDENT = 2;
    private static final int EVENTS = 3;

    /** How much is said, as there is room. */
    enum Detail {
        FULL,
        SHORT,
        LINE
    }

    private final Instance instance;
    private final String name;
    private final RenderOptions render;

    /**
     * Of one processor.
     *
     * @param name what it is called in the table of partitions; blank if it is the only one
     */
    InstanceText(Instance instance, String name, RenderOptions render) {
        this.instance = instance;
        this.name = name.isBlank() ? "" : name + " ";
        this.render = render;
    }

    List<AttributedString> lines(Detail detail) {
        List<AttributedString> lines = new ArrayList<>();
        if (instance.frame().isEmpty()) {
            return absent();
        }
        Frame frame = instance.frame().get();
        if (detail == Detail.LINE) {
            lines.add(Text.cut(
                    Text.join(headline(
                            frame, instance.address() + ": " + frame.verdict().headline())),
                    render.width()));
            return lines;
        }
        List<AttributedString> headline = Text.sentence(
                name + render.glyphs().dot + " " + frame.verdict().headline(),
                Text.style(frame.verdict().level()).bold(),
                0,
                render.width());
        lines.addAll(headline);
        if (detail == Detail.FULL || frame.verdict().dataLevel() != Level.OK) {
            lines.addAll(Text.sentence(
                    frame.verdict().data(), Text.style(frame.verdict().dataLevel()), INDENT, render.width()));
        }
        lines.addAll(side(place(frame), "   "));
        lines.addAll(side(flow(frame.engine()), " " + render.glyphs().arrow + " "));
        lines.addAll(side(rates(frame), "   "));
        if (detail == Detail.FULL) {
            lines.addAll(side(times(frame.now()), "   "));
            lines.addAll(side(failures(frame.engine().counters()), "   "));
            lines.addAll(trouble(frame));
        }
        return lines;
    }

    private List<AttributedString> absent() {
        String text = instance.gone()
                .map(gone -> instance.address() + ": gone since " + render.clock(gone.since()) + " ("
                        + HumanFormat.time(Math.max(
                                0, Duration.between(gone.since(), render.now()).toMillis())) + "), "
                        + gone.why())
                .orElse(instance.address() + ": asked, no answer yet");
        Level level = instance.gone().isPresent() ? Level.BAD : Level.WATCH;
        return Text.sentence(
                name + render.glyphs().dot + " " + text, Text.style(level).bold(), 0, render.width());
    }

    private AttributedString headline(Frame frame, String text) {
        return Text.of(
                name + render.glyphs().dot + " " + text,
                Text.style(frame.verdict().level()).bold());
    }

    private List<AttributedString> side(List<AttributedString> parts, String between) {
        List<AttributedString> all = new ArrayList<>(parts);
        all.set(0, Text.join(Text.of(" ".repeat(INDENT)), all.getFirst()));
        return Text.wrap(all, Text.of(between, Text.FAINT), 2 * INDENT, render.width());
    }

    private List<AttributedString> place(Frame frame) {
        return List.of(
                Text.of(HumanFormat.lower(frame.engine().state()), Text.BOLD),
                Text.of("group " + frame.group()),
                Text.of("topics " + String.join(", ", frame.topics())),
                Text.of("at " + instance.address(), Text.FAINT));
    }

    private List<AttributedString> flow(EngineSnapshot engine) {
        long paused = engine.partitions().stream()
                .filter(each -> each.pauseReason() != PauseReason.NONE)
                .count();
        PauseReason gate = engine.pauseReason();
        EngineSnapshot.Queue queue = engine.queue();
        int atSink =
                Math.max(0, queue.records() - queue.queued() - engine.workers().active());
        Level full = gate == PauseReason.NONE ? Level.OK : Level.WATCH;
        return List.of(
                Text.of(HumanFormat.count(engine.partitions().size()) + " partitions, " + paused + " paused"),
                gate == PauseReason.NONE
                        ? Text.of("gate open", Text.style(Level.OK))
                        : Text.of("gate shut: " + HumanFormat.lower(gate), Text.style(Level.WATCH)),
                Text.join(
                        Text.of("queue "),
                        Text.of(QueueBar.of(queue, render.glyphs()), Text.style(full)),
                        Text.of(" " + HumanFormat.count(queue.records()) + "/" + HumanFormat.count(queue.capacity())
                                + " in flight")),
                Text.of(workers(engine.workers())),
                Text.of("sink or retry " + HumanFormat.count(atSink)));
    }

    private static String workers(EngineSnapshot.Workers workers) {
        return "workers " + HumanFormat.count(workers.active()) + "/" + HumanFormat.count(workers.limit())
                + (workers.limit() < workers.max() ? " of " + HumanFormat.count(workers.max()) : "")
                + (workers.handlerRate() > 0
                        ? ", at most " + HumanFormat.count(Math.round(workers.handlerRate())) + "/s"
                        : "");
    }

    private List<AttributedString> rates(Frame frame) {
        Sample now = frame.now();
        String lag = now.lag().records() < 0
                ? "lag not known yet"
                : "lag " + HumanFormat.count(now.lag().records()) + " records, "
                        + HumanFormat.time(now.lag().ms());
        return List.of(
                Text.of("in " + rate(now.rates().in()), Text.BOLD),
                Text.of("out " + rate(now.rates().out()), Text.BOLD),
                Text.of("retries " + rate(now.rates().retries())),
                Text.of("given up " + rate(now.rates().givenUp())),
                Text.of(lag, Text.BOLD));
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%,.0f/s", perSecond);
    }

    private static List<AttributedString> times(Sample now) {
        return List.of(
                Text.of("p50 and p99 in ms: queue " + latency(now.latencies().queue())),
                Text.of("handler " + latency(now.latencies().handler())),
                Text.of("sink " + latency(now.latencies().sink())));
    }

    private static String latency(Optional<Latency> latency) {
        return latency.map(it -> String.format(Locale.ROOT, "%,.1f %,.1f", it.p50Ms(), it.p99Ms()))
                .orElse("-");
    }

    private static List<AttributedString> failures(EngineCounters counters) {
        String reasons = counters.failures().retriesBy().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Comparator.comparing(Map.Entry<RetryReason, Long>::getKey))
                .map(entry -> HumanFormat.lower(entry.getKey()) + " " + HumanFormat.count(entry.getValue()))
                .collect(Collectors.joining(", "));
        return List.of(
                counted("dead letters", counters.records().deadLettered(), "", Level.WATCH),
                counted("skipped", counters.records().skipped(), "", Level.BAD),
                counted("retries", counters.failures().retries(), reasons, Level.WATCH),
                counted("failed commits", counters.commits().failed(), "", Level.WATCH),
                counted("circuit openings", counters.failures().circuitOpened(), "", Level.WATCH),
                counted("rebalances", counters.partitions().rebalances(), "", Level.OK));
    }

    private static AttributedString counted(String what, long count, String more, Level level) {
        return Text.of(
                what + " " + HumanFormat.count(count) + (more.isBlank() ? "" : " (" + more + ")"),
                count == 0 || level == Level.OK ? Text.PLAIN : Text.style(level));
    }

    private List<AttributedString> trouble(Frame frame) {
        List<AttributedString> lines = new ArrayList<>();
        frame.engine()
                .lastError()
                .ifPresent(error -> lines.addAll(
                        Text.sentence("last error: " + error, Text.style(Level.BAD), INDENT, render.width())));
        frame.lag()
                .error()
                .ifPresent(error ->
                        lines.addAll(Text.sentence("lag: " + error, Text.style(Level.WATCH), INDENT, render.width())));
        frame.events().stream().limit(EVENTS).forEach(event -> lines.add(Text.cut(line(event), render.width())));
        return lines;
    }

    private AttributedString line(Event event) {
        return Text.join(
                Text.of("  " + render.clock(Instant.ofEpochMilli(event.epochMillis())) + " ", Text.FAINT),
                Text.of(event.text(), event.level() == Level.OK ? Text.PLAIN : Text.style(event.level())));
    }
}
