package dev.headgate.sim.report;

import dev.headgate.sim.LatencyInterval;
import dev.headgate.sim.LatencySummary;
import dev.headgate.sim.SimOptions;
import dev.headgate.sim.SimReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Collects the course of a run, and writes it with plots into one HTML file that needs nothing else. */
public final class HtmlReport implements RunListener {

    private static final String STYLE = """
        :root{color-scheme:light dark;--fg:#1f2328;--bg:#ffffff;--line:#d0d7de;--weak:#59636e}
        @media(prefers-color-scheme:dark){:root{--fg:#e6edf3;--bg:#0d1117;--line:#3d444d;--weak:#9198a1}}
        body{font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:960px;margin:2em auto;
        padding:0 1em}
        table{border-collapse:collapse;margin:1em 0}
        td,th{border-bottom:1px solid var(--line);padding:.3em .8em;text-align:right}
        td:first-child,th:first-child{text-align:left}
        p.weak{color:var(--weak)}
        svg{max-width:100%;height:auto}
        .dark{display:none}
        @media(prefers-color-scheme:dark){.dark{display:block}.light{display:none}}
        """;

    private final Path file;
    private final SimOptions options;
    private final String asked;
    private final Timeline timeline = new Timeline();
    private final Histogram corrected = new Histogram(3);
    private final Histogram uncorrected = new Histogram(3);

    /**
     * For that file, over one that is there.
     *
     * @param asked what load was asked for
     */
    public HtmlReport(Path file, SimOptions options, String asked) {
        this.file = file;
        this.options = options;
        this.asked = asked;
    }

    @Override
    public void interval(Interval interval, LatencyInterval latencies) {
        corrected.add(latencies.corrected());
        uncorrected.add(latencies.uncorrected());
        if (interval.length().toMillis() < 100) {
            return;
        }
        timeline.add(new Timeline.Point(
                interval.now().elapsed().toNanos() / 1e9,
                interval.now().targetRate(),
                interval.perSecond(interval.acked()),
                interval.perSecond(interval.missed()),
                interval.corrected().p99().toNanos() / 1e6,
                interval.uncorrected().p99().toNanos() / 1e6,
                interval.corrected().p50().toNanos() / 1e6));
    }

    @Override
    public void ended(SimReport report) {
        try {
            Files.writeString(file, html(report), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the report can't be written to " + file, e);
        }
    }

    private String html(SimReport report) {
        List<Timeline.Point> points = timeline.points();
        StringBuilder page = new StringBuilder(
                        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Run ")
                .append(escape(report.runId()))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>Run ")
                .append(escape(report.runId()))
                .append("</h1><p class=\"weak\">")
                .append(escape("topic " + options.topic() + ", " + asked + ", seed " + options.seed() + ", producers "
                        + String.join(", ", options.producers().ids())))
                .append("</p><p>")
                .append(escape(ReportFormat.counts(report)))
                .append(String.format(
                        Locale.ROOT,
                        "; %.1f records/s over %.1f s</p>",
                        report.achievedRate(),
                        report.elapsed().toNanos() / 1e9));
        report.firstError()
                .ifPresent(error -> page.append("<p>First error: ")
                        .append(escape(ReportFormat.oneLine(error)))
                        .append("</p>"));
        table(page, report);
        Charts charts = new Charts(points);
        page.append("<h2>Load</h2>").append(charts.load());
        page.append("<h2>Latency over time</h2>").append(charts.latency());
        page.append("<h2>Latency by percentile</h2>").append(charts.percentiles(corrected, uncorrected));
        return page.append("</body></html>\n").toString();
    }

    private static void table(StringBuilder page, SimReport report) {
        page.append(
                "<table><tr><th>latency in ms</th><th>p50</th><th>p90</th><th>p99</th><th>p99.9</th><th>max</th></tr>");
        row(page, "from intended send", report.latencies().corrected());
        row(page, "from actual send", report.latencies().uncorrected());
        page.append("</table>");
    }

    private static void row(StringBuilder page, String name, LatencySummary summary) {
        page.append("<tr><td>").append(name).append("</td>");
        for (var each : List.of(summary.p50(), summary.p90(), summary.p99(), summary.p999(), summary.max())) {
            page.append("<td>").append(ReportFormat.millis(each)).append("</td>");
        }
        page.append("</tr>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
