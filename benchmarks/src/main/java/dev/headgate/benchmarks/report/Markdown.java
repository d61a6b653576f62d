package dev.headgate.benchmarks.report;

import dev.headgate.benchmarks.measure.RunResult;
import dev.headgate.benchmarks.system.SystemName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The figures as tables: a table for each cell, a line for each system. */
final class Markdown {
    private static final double MEGABYTE = 1e6;

    private final Report report;
    private final List<CellReport> cells;
    private final List<String> charts;
    private final StringBuilder text = new StringBuilder();

    Markdown(Report report, List<CellReport> cells, List<String> charts) {
        this.report = report;
        this.cells = cells;
        this.charts = charts;
    }

    String text() {
        line("`%s`, %s, in %d minutes."
                .formatted(report.command(), report.started(), report.took().toMinutes()));
        line("");
        line(report.machine() + ". JVM options of every system: `" + String.join(" ", report.jvmOptions()) + "`.");
        for (String chart : charts) {
            line("");
            line("![%s](%s)".formatted(chart.replace(".svg", "").replace('-', ' '), chart));
        }
        for (CellReport cell : cells) {
            line("");
            line("### " + cell.cell().name() + ": " + cell.cell().title());
            line("");
            switch (cell.cell().mode()) {
                case THROUGHPUT -> throughput(cell);
                case LATENCY -> latency(cell);
                case STUCK, RESTART -> restart(cell);
            }
        }
        return text.toString();
    }

    private void throughput(CellReport cell) {
        header(
                "system",
                "records/s",
                "spread",
                "CPU µs/record",
                "allocated B/record",
                "live heap MB",
                "peak heap MB",
                "× best peer",
                "of the limit");
        for (Row row : cell.rows()) {
            if (!row.isMeasured()) {
                failed(row, 8);
                continue;
            }
            Spread perSecond = row.spread(RunResult::perSecond);
            cells(
                    name(row),
                    whole(perSecond.median()),
                    whole(perSecond.least()) + "–" + whole(perSecond.most()),
                    hundredths(row.spread(RunResult::cpuMicrosPerRecord).median()),
                    whole(row.spread(RunResult::allocatedPerRecord).median()),
                    whole(row.spread(RunResult::liveHeapBytes).median() / MEGABYTE),
                    whole(row.spread(RunResult::peakHeapBytes).median() / MEGABYTE),
                    timesBestPeer(cell, row),
                    ofLimit(cell.limit(), row));
        }
    }

    private static String timesBestPeer(CellReport cell, Row row) {
        if (!row.entrant().system().isHeadgate()) {
            return "";
        }
        return cell.bestPeer()
                .map(peer -> hundredths(row.perSecond() / peer.perSecond()))
                .orElse("");
    }

    private static String ofLimit(OptionalDouble limit, Row row) {
        return limit.isPresent() ? hundredths(100 * row.perSecond() / limit.getAsDouble()) + " %" : "";
    }

    private void latency(CellReport cell) {
        Optional<Row> bare = cell.row(SystemName.BARE);
        header("system", "records/s", "p50 ms", "p99 ms", "p99.9 ms", "longest ms", "p99 added ms", "CPU µs/record");
        for (Row row : cell.rows()) {
            if (!row.isMeasured()) {
                failed(row, 7);
                continue;
            }
            cells(
                    name(row),
                    whole(row.perSecond()),
                    millis(row, RunResult.Latency::p50),
                    millis(row, RunResult.Latency::p99),
                    millis(row, RunResult.Latency::p999),
                    millis(row, RunResult.Latency::most),
                    bare.map(base -> hundredths((row.p99() - base.p99()) / 1e3)).orElse(""),
                    hundredths(row.spread(RunResult::cpuMicrosPerRecord).median()));
        }
    }

    private static String millis(Row row, Function<RunResult.Latency, Double> percentile) {
        return hundredths(row.spread(result -> result.latency().map(percentile).orElse(0.0))
                        .median()
                / 1e3);
    }

    private void restart(CellReport cell) {
        header("system", "records handled again, beside the stuck one");
        for (Row row : cell.rows()) {
            if (!row.isMeasured()) {
                failed(row, 1);
                continue;
            }
            Spread again = row.spread(result -> result.records() - 1);
            cells(name(row), whole(again.median()) + " (" + whole(again.least()) + "–" + whole(again.most()) + ")");
        }
    }

    private static String name(Row row) {
        SystemName system = row.entrant().system();
        String name = system.isHeadgate()
                ? "**" + row.entrant() + "**"
                : row.entrant().toString();
        name += system.isLimit() ? " (a limit)" : "";
        name += row.failures().isEmpty() ? "" : " (" + row.failures().size() + " runs failed)";
        return row.orderViolations() == 0 ? name : name + " **order broken " + row.orderViolations() + " times**";
    }

    private void failed(Row row, int columns) {
        String why = row.failures().isEmpty() ? "not run" : row.failures().getFirst();
        line("| " + row.entrant() + " | " + why.replace('|', '/') + " |" + " |".repeat(columns - 1));
    }

    private void header(String... columns) {
        cells(columns);
        line("|---|" + "--:|".repeat(columns.length - 1));
    }

    private void cells(String... values) {
        line("| " + String.join(" | ", values) + " |");
    }

    private void line(String value) {
        text.append(value).append('\n');
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String hundredths(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }
}
