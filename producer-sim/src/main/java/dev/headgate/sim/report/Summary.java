package dev.headgate.sim.report;

import dev.headgate.sim.LatencyInterval;
import dev.headgate.sim.SimReport;
import java.io.PrintWriter;
import java.util.Locale;

/** Says in words how a run went. */
public final class Summary implements RunListener {

    private final PrintWriter out;
    private final long seed;
    private final String asked;

    /**
     * Writes there.
     *
     * @param asked what load was asked for
     */
    public Summary(PrintWriter out, long seed, String asked) {
        this.out = out;
        this.seed = seed;
        this.asked = asked;
    }

    @Override
    public void interval(Interval interval, LatencyInterval latencies) {
        // Only the end counts.
    }

    @Override
    public void ended(SimReport report) {
        out.printf(Locale.ROOT, "run %s, producer %s, seed %d%n", report.runId(), report.producerId(), seed);
        out.println(ReportFormat.counts(report));
        report.backlog().ifPresent(this::backlog);
        if (report.records().sent()
                > report.backlog().map(SimReport.Backlog::acked).orElse(-1L)) {
            load(report);
        }
        report.firstError()
                .ifPresent(error -> out.printf(Locale.ROOT, "first error: %s%n", ReportFormat.oneLine(error)));
        out.flush();
    }

    /** What there is to tell of a run that was not all backlog. */
    private void load(SimReport report) {
        double seconds = report.elapsed().toNanos() / 1e9;
        out.printf(
                Locale.ROOT,
                "elapsed %.3f s, achieved %.1f records/s, %.2f MB/s of keys and values, asked %s%n",
                seconds,
                report.achievedRate(),
                report.records().sent() == 0
                        ? 0
                        : report.achievedRate()
                                * report.records().bytes()
                                / report.records().sent()
                                / 1e6,
                asked);
        out.printf(Locale.ROOT, "latency in ms        %10s %10s %10s %10s %10s%n", "p50", "p90", "p99", "p99.9", "max");
        out.println(
                ReportFormat.latency("from intended send", report.latencies().corrected()));
        out.println(ReportFormat.latency("from actual send", report.latencies().uncorrected()));
    }

    private void backlog(SimReport.Backlog backlog) {
        double seconds = backlog.elapsed().toNanos() / 1e9;
        out.printf(
                Locale.ROOT,
                "backlog %d records in %.3f s, %.1f records/s%n",
                backlog.acked(),
                seconds,
                seconds == 0 ? 0 : backlog.acked() / seconds);
    }
}
