package dev.headgate.internal.metrics;

import dev.headgate.state.DurationCounts;
import dev.headgate.state.TimeCounts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How long records, commits and hand-overs take. Fed by the poll thread alone. */
public final class RecordTimers implements AutoCloseable {
    private final TimeHistogram wait = new TimeHistogram();
    private final TimeHistogram processing = new TimeHistogram();
    private final TimeHistogram acknowledgement = new TimeHistogram();
    private final TimeHistogram endToEnd = new TimeHistogram();
    private final TimeHistogram confirmed = new TimeHistogram();
    private final TimeHistogram failed = new TimeHistogram();
    private final TimeHistogram committed = new TimeHistogram();
    private final TimeHistogram aborted = new TimeHistogram();
    private final TimeHistogram release = new TimeHistogram();
    private final List<TimeMeters> meters;

    public RecordTimers(MeterScope scope) {
        meters = List.of(
                new TimeMeters(scope, MetricName.RECORD_WAIT, Map.of("", wait)),
                new TimeMeters(scope, MetricName.RECORD_PROCESSING, Map.of("", processing)),
                new TimeMeters(scope, MetricName.RECORD_ACKNOWLEDGEMENT, Map.of("", acknowledgement)),
                new TimeMeters(scope, MetricName.RECORD_END_TO_END, Map.of("", endToEnd)),
                new TimeMeters(scope, MetricName.COMMITS, Map.of("confirmed", confirmed, "failed", failed)),
                new TimeMeters(scope, MetricName.TRANSACTIONS, Map.of("committed", committed, "aborted", aborted)),
                new TimeMeters(scope, MetricName.RELEASE, Map.of("", release)));
    }

    /**
     * Notes a record that reached the sink.
     *
     * @param waitNanos from its poll to its first start
     * @param processingNanos from its first start to its hand-over to the sink
     * @param acknowledgementNanos from there to the acknowledgement
     */
    public void record(long waitNanos, long processingNanos, long acknowledgementNanos) {
        wait.record(waitNanos);
        processing.record(processingNanos);
        acknowledgement.record(acknowledgementNanos);
    }

    /** Notes how long after its timestamp a record was acknowledged. */
    public void endToEnd(long nanos) {
        endToEnd.record(nanos);
    }

    /** Notes a commit's answer. */
    public void commit(boolean isConfirmed, long nanos) {
        (isConfirmed ? confirmed : failed).record(nanos);
    }

    /** Notes the end of a transaction and the ns since its begin. */
    public void transaction(boolean isCommitted, long nanos) {
        (isCommitted ? committed : aborted).record(nanos);
    }

    /** Notes how long what was in flight of partitions that go away was waited for. */
    public void release(long nanos) {
        release.record(nanos);
    }

    /** What was noted so far. Any thread. */
    public TimeCounts counts() {
        return new TimeCounts(counts(wait), counts(processing), counts(acknowledgement));
    }

    private static DurationCounts counts(TimeHistogram histogram) {
        return new DurationCounts(Arrays.stream(histogram.counts()).boxed().toList());
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(TimeMeters::close);
    }
}
