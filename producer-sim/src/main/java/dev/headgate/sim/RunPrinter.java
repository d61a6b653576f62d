package dev.headgate.sim;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts a run into words: one line while it runs, a summary at its end. Not thread-safe. */
final class RunPrinter {

    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final double NANOS_PER_MILLI = 1e6;

    private final SimOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private @Nullable SimProgress last;

    RunPrinter(SimOptions options, PrintWriter out, PrintWriter err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    void started(String bootstrapServers) {
        err.println("Run " + options.runId() + ": sending to " + options.topic() + " at " + bootstrapServers + ", rate "
                + options.rate() + (endless() ? "; Ctrl-C ends it" : ""));
        err.flush();
    }

    private boolean endless() {
        return options.records().isEmpty() && options.duration().isEmpty();
    }

    /** Overwrites the line on the terminal. */
    void live(SimProgress progress) {
        err.print(CLEAR_LINE + liveLine(progress));
        err.flush();
    }

    String liveLine(SimProgress progress) {
        double rate = last == null ? progress.ackedPerSecond() : progress.ackedPerSecondSince(last);
        last = progress;
        return String.format(
                Locale.ROOT,
                "%5d s  %,.0f records/s  acked %,d  in flight %,d  failed %,d  behind %,d  p99 %s ms",
                progress.elapsed().toSeconds(),
                rate,
                progress.acked(),
                progress.inFlight(),
                progress.failed(),
                progress.behind(),
                millis(progress.corrected().p99()));
    }

    void clearLive() {
        err.print(CLEAR_LINE);
        err.flush();
    }

    void summary(SimReport report) {
        out.printf(Locale.ROOT, "run %s, producer %s, seed %d%n", report.runId(), report.producerId(), options.seed());
        out.printf(
                Locale.ROOT,
                "sent %d, acked %d, failed %d records%s%n",
                report.sent(),
                report.acked(),
                report.failed(),
                report.unsent() == 0 ? "" : ", " + report.unsent() + " due but not sent");
        out.printf(
                Locale.ROOT,
                "elapsed %.3f s, achieved %.1f records/s, %.2f MB/s of payload, asked %s%n",
                report.elapsed().toNanos() / 1e9,
                report.achievedRate(),
                report.achievedRate() * options.payloadSize() / 1e6,
                options.rate());
        out.printf(Locale.ROOT, "latency in ms        %10s %10s %10s %10s %10s%n", "p50", "p90", "p99", "p99.9", "max");
        latency("from intended send", report.corrected());
        latency("from actual send", report.uncorrected());
        report.firstError().ifPresent(error -> out.printf(Locale.ROOT, "first error: %s%n", oneLine(error)));
        out.flush();
    }

    private void latency(String from, LatencySummary summary) {
        out.printf(
                Locale.ROOT,
                "%-20s %10s %10s %10s %10s %10s%n",
                from,
                millis(summary.p50()),
                millis(summary.p90()),
                millis(summary.p99()),
                millis(summary.p999()),
                millis(summary.max()));
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / NANOS_PER_MILLI);
    }

    private static String oneLine(Throwable error) {
        String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        return error.getClass().getSimpleName() + ": " + message;
    }
}
