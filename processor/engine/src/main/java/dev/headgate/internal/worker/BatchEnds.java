package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Lane;
import dev.headgate.state.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the jobs of batches leave: those that are bound to the first of their batch end as it does. Any thread. */
final class BatchEnds extends JobEnds {
    private final BoundBatches bound = new BoundBatches();

    BatchEnds(List<Stage> stages, CompletionQueue completions, Scheduler scheduler) {
        super(stages, completions, scheduler);
    }

    /** The batches of which one result is on its way. */
    BoundBatches bound() {
        return bound;
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

    /** Queues a run's jobs again: the first for a worker, the others behind it in their lane. */
    void submitHead(Batch.Run run) {
        run.jobs().forEach(Job::requeue);
        submitNext(run.head());
    }

    /** Drops what waits for the result of a batch that waits itself, since its partition goes away. Any thread. */
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
