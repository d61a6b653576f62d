package dev.headgate.benchmarks;

import dev.headgate.benchmarks.measure.RunResult;
import dev.headgate.benchmarks.session.Progress;
import dev.headgate.benchmarks.session.Run;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints a line for each run. */
record ProgressPrinter(PrintWriter print) implements Progress {
    @Override
    public void says(String what) {
        print.println(what);
        print.flush();
    }

    @Override
    public void ran(Run run, int ended, int all) {
        print.printf(
                Locale.ROOT,
                "[%d/%d] %s: %s: %s%n",
                ended,
                all,
                run.cell(),
                run.entrant(),
                run.result().map(ProgressPrinter::figures).orElse("failed: " + run.failure()));
        print.flush();
    }

    private static String figures(RunResult result) {
        String figures = String.format(
                Locale.ROOT,
                "%,.0f/s, %.2f µs CPU, %,.0f B allocated, %,.0f MB live, %,d records",
                result.perSecond(),
                result.cpuMicrosPerRecord(),
                result.allocatedPerRecord(),
                result.liveHeapBytes() / 1e6,
                result.records());
        String broken = result.orderViolations() > 0
                ? String.format(Locale.ROOT, ", ORDER BROKEN %,d times", result.orderViolations())
                : "";
        return result.latency()
                        .map(latency -> String.format(
                                Locale.ROOT,
                                "p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, ",
                                latency.p50() / 1e3,
                                latency.p99() / 1e3,
                                latency.p999() / 1e3))
                        .orElse("")
                + figures
                + broken;
    }
}
