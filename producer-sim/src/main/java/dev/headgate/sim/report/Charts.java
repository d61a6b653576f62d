package dev.headgate.sim.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the plots of a report as SVG, each once for light and once for dark. */
final class Charts {

    private static final int WIDTH = 920;
    private static final int HEIGHT = 320;
    private static final float STROKE = 1.6f;
    private static final Color[] LIGHT = {new Color(0x0969da), new Color(0xbc4c00), new Color(0x8250df)};
    private static final Color[] DARK = {new Color(0x58a6ff), new Color(0xf0883e), new Color(0xbc8cff)};
    private static final double[] PERCENTILES = {
        1, 10, 25, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.5, 99.7, 99.9, 99.95, 99.97, 99.99
    };

    private final List<Timeline.Point> points;

    Charts(List<Timeline.Point> points) {
        this.points = points;
    }

    /** What was asked for, acknowledged and missed each second. */
    String load() {
        return both(dark -> {
            XYChart chart = chart("seconds", "per second", dark);
            line(chart, "acked", Timeline.Point::acked);
            if (points.stream().allMatch(each -> Double.isFinite(each.target()))) {
                line(chart, "asked", Timeline.Point::target);
            }
            line(chart, "missed", Timeline.Point::missed);
            return chart;
        });
    }

    /** Latencies of each second. */
    String latency() {
        return both(dark -> {
            XYChart chart = chart("seconds", "ms", dark);
            line(chart, "p99 from intended send", Timeline.Point::corrected);
            line(chart, "p99 from actual send", Timeline.Point::uncorrected);
            line(chart, "p50 from intended send", Timeline.Point::p50);
            return chart;
        });
    }

    /** Latencies by percentile; the axis counts nines, so that the tail has room. */
    String percentiles(Histogram corrected, Histogram uncorrected) {
        if (corrected.getTotalCount() == 0) {
            return "<p>No record was measured.</p>";
        }
        return both(dark -> {
            XYChart chart = chart("nines: 1 is p90, 2 is p99, 3 is p99.9", "ms", dark);
            percentiles(chart, "from intended send", corrected);
            percentiles(chart, "from actual send", uncorrected);
            return chart;
        });
    }

    private static void percentiles(XYChart chart, String name, Histogram histogram) {
        double[] nines = new double[PERCENTILES.length];
        double[] millis = new double[PERCENTILES.length];
        for (int i = 0; i < nines.length; i++) {
            nines[i] = -Math.log10(1 - PERCENTILES[i] / 100);
            millis[i] = histogram.getValueAtPercentile(PERCENTILES[i]) / 1e6;
        }
        chart.addSeries(name, nines, millis).setMarker(SeriesMarkers.NONE);
    }

    private void line(XYChart chart, String name, ToDoubleFunction<Timeline.Point> value) {
        if (points.isEmpty()) {
            return;
        }
        double[] seconds = points.stream().mapToDouble(Timeline.Point::seconds).toArray();
        chart.addSeries(name, seconds, points.stream().mapToDouble(value).toArray())
                .setMarker(SeriesMarkers.NONE);
    }

    @FunctionalInterface
    private interface Drawing {

        XYChart chart(boolean dark);
    }

    private static String both(Drawing drawing) {
        return "<div class=\"light\">" + svg(drawing.chart(false)) + "</div><div class=\"dark\">"
                + svg(drawing.chart(true)) + "</div>";
    }

    private static XYChart chart(String x, String y, boolean dark) {
        Color ground = dark ? new Color(0x0d1117) : Color.WHITE;
        Color ink = dark ? new Color(0xe6edf3) : new Color(0x1f2328);
        Color grid = dark ? new Color(0x30363d) : new Color(0xd8dee4);
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler()
                .setSeriesColors(dark ? DARK : LIGHT)
                .setChartBackgroundColor(ground)
                .setPlotBackgroundColor(ground)
                .setLegendBackgroundColor(ground)
                .setLegendBorderColor(ground)
                .setChartFontColor(ink)
                .setLegendPosition(LegendPosition.OutsideS)
                .setPlotBorderVisible(false);
        chart.getStyler()
                .setPlotGridLinesColor(grid)
                .setAxisTickLabelsColor(ink)
                .setAxisTickMarksColor(grid)
                .setYAxisMin(0.0);
        BasicStroke[] strokes = {new BasicStroke(STROKE), new BasicStroke(STROKE), new BasicStroke(STROKE)};
        chart.getStyler().setSeriesLines(strokes);
        return chart;
    }

    private static String svg(XYChart chart) {
        if (chart.getSeriesCollection().isEmpty()) {
            return "<p>The run was too short for a plot.</p>";
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            VectorGraphics2D graphics = new VectorGraphics2D();
            chart.paint(graphics, WIDTH, HEIGHT);
            new SVGProcessor()
                    .getDocument(graphics.getCommands(), new PageSize(WIDTH, HEIGHT))
                    .writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String svg = out.toString(StandardCharsets.UTF_8);
        return svg.substring(svg.indexOf("<svg"));
    }
}
