package dev.headgate.sim.report;

import dev.headgate.sim.LatencyInterval;
import dev.headgate.sim.SimReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Writes an HdrHistogram log, version 1.3: nanoseconds, with one line for each interval and tag. */
public final class HdrLog implements RunListener, AutoCloseable {

    private static final double MILLIS = 1e6;

    private final PrintStream out;
    private final HistogramLogWriter writer;
    private boolean begun;
    private long base;

    private HdrLog(PrintStream out, String runId) {
        this.out = out;
        this.writer = new HistogramLogWriter(out);
        writer.outputComment("run " + runId + ", latencies in nanoseconds, maximum in milliseconds");
        writer.outputLogFormatVersion();
    }

    /**
     * Begins a file, over one that is there.
     *
     * @throws IOException if it can't be written
     */
    public static HdrLog create(Path file, String runId) throws IOException {
        return new HdrLog(new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8), runId);
    }

    @Override
    public void interval(Interval interval, LatencyInterval latencies) {
        if (!begun) {
            begun = true;
            base = latencies.corrected().getStartTimeStamp();
            writer.outputStartTime(base);
            writer.outputLegend();
        }
        write("corrected", latencies.corrected());
        write("uncorrected", latencies.uncorrected());
    }

    private void write(String tag, Histogram histogram) {
        if (histogram.getTotalCount() > 0) {
            histogram.setTag(tag);
            writer.outputIntervalHistogram(
                    (histogram.getStartTimeStamp() - base) / 1e3,
                    (histogram.getEndTimeStamp() - base) / 1e3,
                    histogram,
                    MILLIS);
        }
    }

    @Override
    public void ended(SimReport report) {
        out.flush();
    }

    @Override
    public void close() {
        out.close();
    }
}
