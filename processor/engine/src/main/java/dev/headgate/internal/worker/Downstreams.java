package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.Job;
import java.util.List;
import java.util.stream.Stream;

/**
 * The steps of a job, and what each of them calls: the stages by their index, then the delivery to the sink, or instead of it the
 * dead letter. Any thread.
 */
record Downstreams(List<Stage> stages, Downstream sinkSide) {
    /** The step of a job that is to be dead-lettered. */
    int deadLetterStep() {
        return stages.size() + 1;
    }

    /** What the job's next step calls. */
    Downstream of(Job job) {
        return job.step() < stages.size() ? stages.get(job.step()).downstream() : sinkSide;
    }

    private Stream<Downstream> all() {
        return Stream.concat(Stream.of(sinkSide), stages.stream().map(Stage::downstream));
    }

    /** Says of those that are back for good that they are. */
    void settleNotices() {
        sinkSide.notice().settle();
        for (Stage stage : stages) {
            stage.downstream().notice().settle();
        }
    }

    /** Whether a circuit is open. */
    boolean isAnyAway() {
        return all().anyMatch(Downstream::isAway);
    }

    /** Whether a circuit is open that has records left to probe with. */
    boolean isAnyAwayWithProbes(boolean isIdle, long nowNanos, int inFlight, int pollRecords) {
        return all().anyMatch(each -> each.isAway() && !each.lacksProbes(isIdle, nowNanos, inFlight, pollRecords));
    }

    /** Whether all records that wait for a circuit do so until then at least. */
    boolean allWaitUntil(long nanos) {
        return all().allMatch(each -> each.room().waitsUntil(nanos));
    }

    /** Lets those go that wait for a circuit and whose partitions are going. */
    void endWaits() {
        all().forEach(each -> each.room().endWaits());
    }

    /** How many probes of open circuits have failed. */
    int failedProbes() {
        return all().mapToInt(each -> each.circuit().failedProbes()).sum();
    }

    /** How often a circuit has opened. */
    long opened() {
        return all().mapToLong(each -> each.circuit().opened()).sum();
    }
}
