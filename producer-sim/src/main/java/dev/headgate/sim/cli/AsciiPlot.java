package dev.headgate.sim.cli;

import java.util.Arrays;
import java.util.Locale;

/** Plots numbers with characters. */
final class AsciiPlot {

    private AsciiPlot() {}

    /**
     * A plot with one column for each value.
     *
     * @param height in lines
     * @param unit of the values
     * @param end what stands at the right end of the axis
     */
    static String of(double[] values, int height, String unit, String end) {
        double top = Math.max(Arrays.stream(values).max().orElse(0), 1e-9);
        StringBuilder plot = new StringBuilder();
        for (int line = height; line >= 1; line--) {
            boolean labelled = line == height || line == (height + 1) / 2;
            String label = labelled ? String.format(Locale.ROOT, "%,12.1f", top * line / height) : " ".repeat(12);
            plot.append(label).append(" |");
            for (double value : values) {
                double filled = value / top * height - (line - 1);
                plot.append(filled >= 1 ? '#' : filled >= 0.5 ? '=' : filled > 0.05 ? '_' : ' ');
            }
            plot.append(System.lineSeparator());
        }
        String gap = " ".repeat(Math.max(1, values.length - 1 - end.length()));
        plot.append(String.format(Locale.ROOT, "%12s +", unit))
                .append("-".repeat(values.length))
                .append(System.lineSeparator())
                .append(" ".repeat(14))
                .append('0')
                .append(gap)
                .append(end)
                .append(System.lineSeparator());
        return plot.toString();
    }
}
