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
        line.put("sent", report.sent());
        line.put("acked", report.acked());
        line.put("failed", report.failed());
        line.put("aborted", report.aborted());
        line.put("missed", report.missed());
        line.put("bytes", report.bytes());
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
        line.put("corrected", latency(report.corrected()));
        line.put("uncorrected", latency(report.uncorrected()));
        report.firstError().ifPresent(error -> line.put("firstError", String.valueOf(error)));
        write(line);
    }

    /** A progress as one object, for a caller that asks at any time. */
    static String state(SimProgress now) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("elapsedSeconds", now.elapsed().toNanos() / 1e9);
        line.put("sent", now.sent());
        line.put("acked", now.acked());
        line.put("failed", now.failed());
        line.put("aborted", now.aborted());
        line.put("missed", now.missed());
        line.put("behind", now.behind());
        line.put("inFlight", now.inFlight());
        line.put("bytes", now.bytes());
        line.put("targetRate", rate(now.targetRate()));
        line.put("corrected", latency(now.corrected()));
        line.put("uncorrected", latency(now.uncorrected()));
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
