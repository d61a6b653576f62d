package dev.headgate.sim.report;

import dev.headgate.sim.LatencyInterval;
import dev.headgate.sim.SimProgress;
import dev.headgate.sim.SimReport;
import java.io.PrintWriter;
import java.util.Locale;

/** One line on the terminal that says how the run goes, overwritten each second. */
public final class LiveLine implements RunListener {

    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter err;

    /** Writes there. */
    public LiveLine(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void interval(Interval interval, LatencyInterval latencies) {
        err.print(CLEAR_LINE + line(interval));
        err.flush();
    }

    static String line(Interval interval) {
        SimProgress now = interval.now();
        return String.format(
                Locale.ROOT,
                "%5d s  %,.0f of %s/s  acked %,d  in flight %,d  failed %,d  behind %,d  missed %,d  p99 %s ms",
                now.elapsed().toSeconds(),
                interval.perSecond(interval.acked()),
                ReportFormat.rate(now.targetRate()),
                now.records().acked(),
                now.inFlight(),
                now.records().failed(),
                now.behind(),
                now.records().missed(),
                ReportFormat.millis(interval.corrected().p99()));
    }

    @Override
    public void ended(SimReport report) {
        err.print(CLEAR_LINE);
        err.flush();
    }
}
