package dev.headgate.audit.cli;

import dev.headgate.audit.AuditReport;
import dev.headgate.audit.Count;
import dev.headgate.audit.Example;
import dev.headgate.audit.RunVerdict;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints verdicts for people. */
final class AuditTable {
    private static final String FORMAT = "%-30s %12s %12s %8s %8s %8s %8s %8s %8s %8s %9s %9s %9s  %s%n";
    private static final double NANOS_PER_MS = 1e6;

    private AuditTable() {}

    static void print(AuditReport report, boolean buckets, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                FORMAT,
                "RUN",
                "SENT",
                "DELIVERED",
                "DEAD",
                "PENDING",
                "MISSING",
                "DUPL.",
                "REORD.",
                "CORRUPT",
                "UNSENT",
                "P50 MS",
                "P99 MS",
                "MAX MS",
                "VERDICT");
        for (RunVerdict run : report.runs()) {
            if (run.run().isEmpty()) {
                out.printf(
                        Locale.ROOT,
                        "%,d records have no identity that can be read; they are in no run%n",
                        run.count(Count.UNIDENTIFIED));
                continue;
            }
            row(run.run(), run, run.isClean() ? "clean" : "not clean", out);
            if (buckets) {
                run.buckets()
                        .forEach((start, bucket) -> row(
                                "  " + Instant.ofEpochMilli(start), bucket, bucket.isClean() ? "" : "not clean", out));
            }
        }
    }

    private static void row(String name, RunVerdict verdict, String word, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                FORMAT,
                name,
                number(verdict.count(Count.SENT)),
                number(verdict.count(Count.DELIVERED)),
                number(verdict.count(Count.DEAD_LETTERED)),
                number(verdict.pending()),
                number(verdict.missing()),
                number(verdict.count(Count.DUPLICATED)),
                number(verdict.count(Count.REORDERED)),
                number(verdict.count(Count.CORRUPTED)),
                number(verdict.count(Count.UNSENT)),
                latency(verdict, 50),
                latency(verdict, 99),
                latency(verdict, 100),
                word);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String latency(RunVerdict verdict, double percentile) {
        return verdict.timed() == 0
                ? "-"
                : String.format(
                        Locale.ROOT, "%,.1f", verdict.latency(percentile).toNanos() / NANOS_PER_MS);
    }

    /** Names records, a line for each kind, run and producer. */
    static void print(List<Example> examples, PrintWriter out) {
        record Group(Count kind, String run, String producer) {
            @Override
            public String toString() {
                return kind.label() + " of run " + run + ", " + producer;
            }
        }
        Map<String, List<String>> lines = examples.stream()
                .collect(Collectors.groupingBy(
                        each -> new Group(each.kind(), each.run(), each.producer()).toString(),
                        TreeMap::new,
                        Collectors.mapping(each -> Long.toString(each.sequence()), Collectors.toList())));
        lines.forEach((group, sequences) -> out.println(group + ": " + String.join(", ", sequences)));
    }
}
