package dev.headgate.worker;

import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.dispatch.CommonResult;
import dev.headgate.dispatch.CompletionQueue;
import dev.headgate.dispatch.Job;
import dev.headgate.dispatch.Lane;
import dev.headgate.model.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries the one result of a batch through the later stages and the sink as its first job's, and ends the other jobs with
 * that one. The lanes stay held until then, even where the sink keeps order: only the whole batch is acknowledged.
 */
final class BatchJobRunner extends JobRunner {
    private final BoundBatches bound = new BoundBatches();

    BatchJobRunner(
            List<Stage> stages,
            Sink<Object> sink,
            Downstream sinkSide,
            CompletionQueue completions,
            Scheduler scheduler,
            Recovery recovery,
            long deliveryTimeoutNanos) {
        super(stages, sink, sinkSide, completions, scheduler, recovery, deliveryTimeoutNanos);
    }

    /** From here on the batch's other jobs share the fate of the first. Called before that one is carried on. */
    void bind(Batch batch) {
        bound.bind(batch);
    }

    /** How many records wait for the first of their batch. */
    int bound() {
        return bound.size();
    }

    @Override
    RecordContext contextOf(Job job) {
        return bound.batchOf(job)
                .<RecordContext>map(batch -> new CommonResult(job, batch.jobs()))
                .orElse(job);
    }

    @Override
    @Nullable
    Job releaseEarly(Job job) {
        return bound.isFirst(job) ? null : super.releaseEarly(job);
    }

    /** Others may end with it, and its lane may still be held. */
    @Override
    @Nullable
    Job endDelivered(Job job, long nowNanos) {
        return end(job, Outcome.Plain.ACKED, nowNanos);
    }

    /** A record that goes away has its part in the batch's result, so nothing of that result may be delivered. */
    @Override
    boolean isGone(Job job) {
        return super.isGone(job) || bound.hasLost(job, isExact());
    }

    @Override
    @Nullable
    Job end(Job job, Outcome outcome, long nowNanos) {
        List<Batch.Run> others =
                bound.unbind(job).map(BoundBatches.Bound::takeAll).orElse(List.of());
        Job next = outcome instanceof Outcome.Halted ? null : pass(Lane.release(job));
        complete(job, outcome, nowNanos);
        for (Batch.Run run : others) {
            if (run.head() == job) {
                run.followers().forEach(follower -> complete(follower, bound(outcome), nowNanos));
            } else {
                endOther(run, outcome, nowNanos);
            }
        }
        return next;
    }

    /** A run of another lane than the first job's. Where that one went with its partition, this one may still be ours. */
    private void endOther(Batch.Run run, Outcome outcome, long nowNanos) {
        if (outcome == Outcome.Plain.DROPPED && run.head().source().isOwned()) {
            run.jobs().forEach(BatchNote::clear);
            submitHead(run);
        } else {
            Job next = outcome instanceof Outcome.Halted ? null : pass(Lane.release(run.head()));
            run.jobs().forEach(job -> complete(job, bound(outcome), nowNanos));
            submitNext(next);
        }
    }

    /** A halt is the first job's alone; the others were not delivered, and nothing is to be said of them. */
    private static Outcome bound(Outcome outcome) {
        return outcome instanceof Outcome.Halted ? Outcome.Plain.DROPPED : outcome;
    }

    /** Passes a lane through jobs that end with another: the lane's owner ended, so they have too or do so now. */
    private static @Nullable Job pass(@Nullable Job next) {
        Job owner = next;
        while (owner != null && BatchNote.is(owner, BatchNote.Plain.BOUND)) {
            owner = Lane.release(owner);
        }
        return owner;
    }

    /** The result of a batch can't be delivered: whose fault it is will show when each is handled alone. */
    @Override
    boolean fallBack(Job job) {
        List<Batch.Run> runs =
                bound.unbind(job).map(BoundBatches.Bound::takeAll).orElse(List.of());
        if (runs.isEmpty()) {
            return false;
        }
        job.startOver();
        split(runs);
        return runs.getFirst().head() == job; // otherwise its own partition went away just now
    }

    /** Each of these running jobs is handled alone from here on, those of a lane one after the other. */
    void split(List<Batch.Run> runs) {
        for (Batch.Run run : runs) {
            run.jobs().forEach(job -> BatchNote.put(job, BatchNote.Plain.ALONE));
            submitHead(run);
        }
    }

    /** Queues a run's jobs anew: the first for a worker, the others behind it in their lane. */
    void submitHead(Batch.Run run) {
        run.jobs().forEach(Job::requeue);
        submitNext(run.head());
    }

    /** Gives up what waits for the result of a batch that waits itself, since its partition goes away. Any thread. */
    void dropRevoked() {
        long now = now();
        for (BoundBatches.Revoked revoked : bound.takeRevokedThatWait()) {
            Batch.Run run = revoked.run();
            if (revoked.isOfTheFirst()) {
                run.followers().forEach(follower -> complete(follower, Outcome.Plain.DROPPED, now));
            } else {
                endOther(run, Outcome.Plain.DROPPED, now);
            }
        }
    }
}
