package dev.headgate.benchmarks.report;

import dev.headgate.benchmarks.cell.Entrant;
import dev.headgate.benchmarks.measure.RunResult;
import java.awt.Color;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/** The figures as charts, each as an SVG and a PNG file. A chart whose cells weren't run is left out. */
final class Charts {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;

    /** The height of one system's bar, and of all that is not a bar. */
    private static final int BAR = 30;

    private static final int AROUND_BARS = 60;

    /** The least pixels between two bars' names; the library takes the hint of the other axis for them. */
    private static final int NO_NAME_LEFT_OUT = 10;

    private static final String NUMBERS = "#,##0.##";
    private static final MathContext THREE_DIGITS = new MathContext(3);

    private final Path directory;
    private final List<String> written = new ArrayList<>();

    Charts(Path directory) {
        this.directory = directory;
    }

    /** Answers the names of the SVG files. */
    List<String> write(List<CellReport> cells) throws IOException {
        for (CellReport cell : cells) {
            switch (cell.cell().mode()) {
                case THROUGHPUT -> {
                    if (cell.cell().name().equals("noop") || cell.cell().name().equals("sink")) {
                        bars(cell.cell().name() + "-throughput", cell, "records/s", Row::perSecond);
                        bars(
                                cell.cell().name() + "-cpu",
                                cell,
                                "CPU µs per record",
                                row -> row.spread(RunResult::cpuMicrosPerRecord).median());
                    }
                }
                case LATENCY -> bars(cell.cell().name(), cell, "p99, ms", row -> row.p99() / 1e3);
                case STUCK, RESTART -> {}
            }
        }
        growth("workers-1ms", "1 ms: records/s by workers", cells, "1ms-x", Row::perSecond);
        growth("workers-10ms", "10 ms: records/s by workers", cells, "10ms-x", Row::perSecond);
        ToDoubleFunction<Row> cpu =
                row -> row.spread(RunResult::cpuMicrosPerRecord).median();
        growth("partitions", "nothing: CPU µs per record by partitions", cells, "partitions-", cpu);
        growth("in-flight", "50,000/s: CPU µs per record by records in flight", cells, "in-flight-", cpu);
        return written;
    }

    private void bars(String name, CellReport cell, String axis, ToDoubleFunction<Row> figure) throws IOException {
        List<Row> rows = cell.rows().stream().filter(Row::isMeasured).toList();
        if (rows.isEmpty()) {
            return;
        }
        HorizontalBarChart chart = new HorizontalBarChartBuilder()
                .width(WIDTH)
                .height(AROUND_BARS + rows.size() * BAR)
                .title(cell.cell().title() + ": " + axis)
                .build();
        chart.getStyler().setLabelsVisible(false).setLegendVisible(false);
        chart.getStyler()
                .setXAxisTickMarkSpacingHint(NO_NAME_LEFT_OUT)
                .setXAxisTicksVisible(false)
                .setPlotGridLinesVisible(false);
        chart.addSeries(
                axis,
                rows.stream().map(figure::applyAsDouble).toList(),
                rows.stream()
                        .map(row -> row.entrant() + ": " + rounded(figure.applyAsDouble(row)))
                        .toList());
        save(name, chart);
    }

    /** No run is known to more digits than that. */
    private static String rounded(double value) {
        BigDecimal digits = BigDecimal.valueOf(value).round(THREE_DIGITS);
        return new DecimalFormat(NUMBERS, DecimalFormatSymbols.getInstance(Locale.ROOT)).format(digits);
    }

    /** Lines over a number that the names of the cells end in. */
    private void growth(String name, String title, List<CellReport> cells, String prefix, ToDoubleFunction<Row> figure)
            throws IOException {
        Map<Entrant, Map<Double, Double>> lines = new LinkedHashMap<>();
        for (CellReport cell : cells) {
            Optional<Double> x = number(cell.cell().name(), prefix);
            if (x.isPresent()) {
                cell.rows().stream()
                        .filter(Row::isMeasured)
                        .forEach(row -> lines.computeIfAbsent(row.entrant(), entrant -> new LinkedHashMap<>())
                                .put(x.get(), figure.applyAsDouble(row)));
            }
        }
        if (lines.values().stream().noneMatch(points -> points.size() > 1)) {
            return;
        }
        XYChart chart =
                new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).build();
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setXAxisDecimalPattern(NUMBERS)
                .setYAxisDecimalPattern(NUMBERS)
                .setLegendPosition(Styler.LegendPosition.OutsideE);
        if (title.contains("records/s")) {
            chart.getStyler().setYAxisLogarithmic(true);
        } else {
            chart.getStyler().setYAxisMin(0.0);
        }
        lines.forEach((entrant, points) ->
                chart.addSeries(entrant.toString(), List.copyOf(points.keySet()), List.copyOf(points.values())));
        save(name, chart);
    }

    private static Optional<Double> number(String name, String prefix) {
        return name.startsWith(prefix) && name.substring(prefix.length()).matches("\\d+")
                ? Optional.of(Double.valueOf(name.substring(prefix.length())))
                : Optional.empty();
    }

    private void save(String name, Chart<?, ?> chart) throws IOException {
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        for (String format : List.of("svg", "png")) {
            Files.write(directory.resolve(name + "." + format), ChartEncoder.getBytes(chart, format));
        }
        written.add(name + ".svg");
    }
}
