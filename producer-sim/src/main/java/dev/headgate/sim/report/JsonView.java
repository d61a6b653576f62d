package dev.headgate.sim.report;

import dev.headgate.sim.LatencyInterval;
import dev.headgate.sim.LatencySummary;
import dev.headgate.sim.SimProgress;
import dev.headgate.sim.SimReport;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes one line of JSON for each interval, and one for the report. */
public final class JsonView implements RunListener {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final double MILLIS = 1e6;

    private final PrintWriter out;

    /** Writes there. */
    public JsonView(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void interval(Interval interval, LatencyInterval latencies) {
        SimProgress now = interval.now();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("type", "interval");
        line.put("elapsedSeconds", now.elapsed().toNanos() / 1e9);
        line.put("sent", interval.sent());
        line.put("acked", interval.acked());
        line.put("failed", interval.failed());
        line.put("missed", interval.missed());
        line.put("ackedPerSecond", interval.perSecond(interval.acked()));
        line.put("inFlight", now.inFlight());
        line.put("behind", now.behind());
        line.put("targetRate", rate(now.targetRate()));
        line.put("corrected", latency(interval.corrected()));
        line.put("uncorrected", latency(interval.uncorrected()));
        write(line);
    }

    @Override
    public void ended(SimReport report) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("type", "report");
        line.put("runId", report.runId());
        line.put("producerId", report.producerId());
        line.put("complete", report.isComplete());
        line.put("sent", report.records().sent());
        line.put("acked", report.records().acked());
        line.put("failed", report.records().failed());
        line.put("aborted", report.records().aborted());
        line.put("missed", report.records().missed());
        line.put("bytes", report.records().bytes());
        line.put("tombstones", report.kinds().tombstones());
        line.put("poison", report.kinds().poison());
        line.put("duplicates", report.kinds().duplicates());
        line.put("late", report.kinds().late());
        report.backlog()
                .ifPresent(backlog -> line.put(
                        "backlog",
                        Map.of(
                                "acked",
                                backlog.acked(),
                                "seconds",
                                backlog.elapsed().toNanos() / 1e9)));
        line.put("elapsedSeconds", report.elapsed().toNanos() / 1e9);
        line.put("achievedRate", report.achievedRate());
        line.put("corrected", latency(report.latencies().corrected()));
        line.put("uncorrected", latency(report.latencies().uncorrected()));
        report.firstError().ifPresent(error -> line.put("firstError", String.valueOf(error)));
        write(line);
    }

    /** A progress as one object, for a caller that asks at any time. */
    static String state(SimProgress now) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("elapsedSeconds", now.elapsed().toNanos() / 1e9);
        line.put("sent", now.records().sent());
        line.put("acked", now.records().acked());
        line.put("failed", now.records().failed());
        line.put("aborted", now.records().aborted());
        line.put("missed", now.records().missed());
        line.put("behind", now.behind());
        line.put("inFlight", now.inFlight());
        line.put("bytes", now.records().bytes());
        line.put("targetRate", rate(now.targetRate()));
        line.put("corrected", latency(now.latencies().corrected()));
        line.put("uncorrected", latency(now.latencies().uncorrected()));
        return JSON.writeValueAsString(line);
    }

    /** JSON has no infinity. */
    private static Object rate(double perSecond) {
        return Double.isInfinite(perSecond) ? "max" : perSecond;
    }

    private static Map<String, Object> latency(LatencySummary summary) {
        Map<String, Object> millis = new LinkedHashMap<>();
        millis.put("count", summary.count());
        millis.put("p50Ms", summary.p50().toNanos() / MILLIS);
        millis.put("p90Ms", summary.p90().toNanos() / MILLIS);
        millis.put("p99Ms", summary.p99().toNanos() / MILLIS);
        millis.put("p999Ms", summary.p999().toNanos() / MILLIS);
        millis.put("maxMs", summary.max().toNanos() / MILLIS);
        return millis;
    }

    private void write(Map<String, Object> line) {
        out.println(JSON.writeValueAsString(line));
        out.flush();
    }
}
