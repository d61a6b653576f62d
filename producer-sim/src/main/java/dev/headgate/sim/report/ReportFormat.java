package dev.headgate.sim.report;

import dev.headgate.sim.LatencySummary;
import dev.headgate.sim.SimReport;
import java.time.Duration;
import java.util.Locale;

/** Puts figures into words. */
final class ReportFormat {

    private static final double NANOS_PER_MILLI = 1e6;

    private ReportFormat() {}

    static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / NANOS_PER_MILLI);
    }

    static String rate(double perSecond) {
        if (Double.isInfinite(perSecond)) {
            return "max";
        }
        return String.format(Locale.ROOT, perSecond < 10 ? "%.2f" : "%,.0f", perSecond);
    }

    static String oneLine(Throwable error) {
        String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        return error.getClass().getSimpleName() + ": " + message;
    }

    static String counts(SimReport report) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "sent %d, acked %d, failed %d records",
                report.records().sent(),
                report.records().acked(),
                report.records().failed()));
        more(line, report.records().missed(), "missed");
        more(line, report.records().aborted(), "aborted");
        more(line, report.kinds().duplicates(), "duplicates");
        more(line, report.kinds().tombstones(), "tombstones");
        more(line, report.kinds().poison(), "poison");
        more(line, report.kinds().late(), "late");
        return line.toString();
    }

    private static void more(StringBuilder line, long count, String what) {
        if (count > 0) {
            line.append(", ").append(count).append(' ').append(what);
        }
    }

    static String latency(String from, LatencySummary summary) {
        return String.format(
                Locale.ROOT,
                "%-20s %10s %10s %10s %10s %10s",
                from,
                millis(summary.p50()),
                millis(summary.p90()),
                millis(summary.p99()),
                millis(summary.p999()),
                millis(summary.max()));
    }
}
