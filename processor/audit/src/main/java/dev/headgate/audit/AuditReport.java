package dev.headgate.audit;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What all instances of the audit have counted together, as of their latest commits. Immutable once it is published. */
public final class AuditReport {
    private final SortedMap<String, RunVerdict> runs = new TreeMap<>();

    private AuditReport() {}

    /**
     * Adds up what the partitions have counted.
     *
     * @param pendingFromMs what is missing in buckets that start then or later counts as pending
     */
    static AuditReport of(Collection<PartCounts> parts, long pendingFromMs) {
        AuditReport report = new AuditReport();
        for (PartCounts part : parts) {
            part.totals().forEach(entry -> fill(report.verdict(entry.run()), entry));
            part.buckets().forEach(entry -> fill(report.verdict(entry.run()).bucket(entry.bucketMs()), entry));
        }
        report.runs.values().forEach(run -> run.holdBack(pendingFromMs));
        return report;
    }

    private RunVerdict verdict(String run) {
        return runs.computeIfAbsent(run, RunVerdict::new);
    }

    private static void fill(RunVerdict verdict, PartCounts.Entry entry) {
        RunCounts tally = new RunCounts();
        for (Map.Entry<Count, Long> count : entry.counts().entrySet()) {
            tally.add(count.getKey(), count.getValue());
        }
        verdict.add(tally);
        entry.latencies().forEach(verdict::addLatency);
    }

    /** All runs by their ids; the empty id stands for records without identity. */
    public Collection<RunVerdict> runs() {
        return Collections.unmodifiableCollection(runs.values());
    }

    public Optional<RunVerdict> run(String id) {
        return Optional.ofNullable(runs.get(id));
    }

    /** The sum of a count over all runs. */
    public long count(Count count) {
        return runs.values().stream().mapToLong(run -> run.count(count)).sum();
    }
}
