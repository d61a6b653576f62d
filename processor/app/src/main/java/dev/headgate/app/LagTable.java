package dev.headgate.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints lag for people. */
final class LagTable {
    private static final String FORMAT = "%-32s %14s %14s %12s %12s  %s%n";

    private LagTable() {}

    static void print(List<LagRow> rows, RunningProcessors running, PrintWriter out) {
        out.printf(Locale.ROOT, FORMAT, "PARTITION", "END", "COMMITTED", "LAG", "LAG SECONDS", "STATE");
        for (LagRow row : rows) {
            out.printf(
                    Locale.ROOT,
                    FORMAT,
                    row.partition(),
                    row.end(),
                    row.committed(),
                    row.lag(),
                    row.lagMs().isPresent()
                            ? String.format(Locale.ROOT, "%.1f", row.lagMs().getAsLong() / 1000.0)
                            : "unknown",
                    running.stateOf(row.partition()).orElse("-"));
        }
        long total = rows.stream().mapToLong(LagRow::lag).sum();
        out.printf(Locale.ROOT, FORMAT, "total", "", "", total, "", "");
    }
}
