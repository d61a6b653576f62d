package dev.headgate.audit.cli;

import dev.headgate.app.Terminals;
import dev.headgate.audit.AuditReport;
import dev.headgate.audit.AuditView;
import dev.headgate.audit.Example;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows the audit: the verdict on standard output, how it goes on standard error and only on a terminal. Used by one
 * thread.
 */
final class AuditPrinter {
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final boolean buckets;
    private final boolean terminal;

    /**
     * @param json whether verdicts are JSON
     * @param buckets whether tables have time buckets
     */
    AuditPrinter(PrintWriter out, PrintWriter err, boolean json, boolean buckets) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.buckets = buckets;
        this.terminal = Terminals.isInteractive();
    }

    /** Adds a line for people. */
    void say(String line) {
        err.println((terminal ? CLEAR_LINE : "") + line);
        err.flush();
    }

    /** Shows how far it is, in place of what was shown before. */
    void progress(String line) {
        if (terminal) {
            err.print(CLEAR_LINE + line);
            err.flush();
        }
    }

    /** One of many reports, JSON on one line. */
    void interim(AuditReport report) {
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(AuditView.of(report)));
        } else {
            AuditTable.print(report, buckets, out);
            out.println();
        }
        out.flush();
    }

    /** The last report. */
    void verdict(AuditReport report, List<Example> examples) {
        progress("");
        if (json) {
            out.println(JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(new Verdict(AuditView.of(report), examples)));
        } else {
            AuditTable.print(report, buckets, out);
            AuditTable.print(examples, out);
        }
        out.flush();
    }

    /** A condition that holds. */
    void trouble(String run, String why) {
        err.println("headgate: " + (run.isEmpty() ? "records without identity" : "run " + run) + ": " + why);
        err.flush();
    }

    static String progressLine(long read, long behind) {
        return String.format(Locale.ROOT, "read %,d records, %,d to go", read, behind);
    }

    /** The verdict and some of the records it is about, as JSON. */
    private record Verdict(AuditView verdict, List<Example> examples) {}
}
