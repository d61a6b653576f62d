package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Lane;
import dev.headgate.state.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where jobs leave the workers' side: with an outcome to the poll thread, or once more to the stage they wait for. All the rest of
 * this package may use it, and it uses none of them but the stages. Holds no state of a job; any thread.
 *
 * <p>Several methods here and elsewhere in this package return the job of the same lane that may start now. The caller
 * that ends a job holds the lane: it goes on with that next job, or queues it by {@link #submitNext}.
 */
class JobEnds {
    private final List<Stage> stages;
    private final CompletionQueue completions;
    private final Scheduler scheduler;

    JobEnds(List<Stage> stages, CompletionQueue completions, Scheduler scheduler) {
        this.stages = stages;
        this.completions = completions;
        this.scheduler = scheduler;
    }

    /**
     * Gives the job its outcome. The lane is released first, so that its last job is gone when the lane is forgotten. After
     * a halt it isn't released: what comes behind the failed record has to wait for the restart with it.
     *
     * @return the job of the same lane that may start now; {@code null} if there is none, or not yet
     */
    @Nullable
    Job end(Job job, Outcome outcome, long nowNanos) {
        Job next = outcome instanceof Outcome.Halted ? null : Lane.release(job);
        complete(job, outcome, nowNanos);
        return next;
    }

    /** Gives the job its outcome now. */
    final @Nullable Job end(Job job, Outcome outcome) {
        return end(job, outcome, now());
    }

    final long now() {
        return scheduler.nanoTime();
    }

    /** Tells the poll thread. */
    final void complete(Job job, Outcome outcome, long nowNanos) {
        completions.complete(job, outcome, nowNanos);
    }

    /** Nothing is left to try with this job. True if it is tried in another way, so that nobody has to give it up. */
    boolean fallBack(Job job) {
        return false;
    }

    /** Queues the next job of a lane, if there is one. */
    final void submitNext(@Nullable Job job) {
        if (job != null) {
            stages.getFirst().submit(job);
        }
    }

    /** Brings a job back to where it failed. */
    final void resubmit(Job job) {
        stages.get(Math.min(job.step(), stages.size() - 1)).submit(job);
    }

    /** The engine's own code has thrown this, and a job may be without an outcome for it: the poll thread ends the engine. */
    final void broke(Throwable failure) {
        completions.broke(failure);
    }
}
