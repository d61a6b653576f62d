package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries a job one step further: through the stage it waits for, and then to the next stage, the sink or the dead letters. Holds
 * no state of a job itself; shared by all workers.
 */
final class JobRunner {
    private final List<Stage> stages;
    private final JobEnds ends;
    private final Recovery recovery;
    private final Scheduler scheduler;
    private final DeliveryStep delivery;
    private final DeadLetterStep deadLetters;

    JobRunner(
            List<Stage> stages,
            JobEnds ends,
            Recovery recovery,
            Scheduler scheduler,
            DeliveryStep delivery,
            DeadLetterStep deadLetters) {
        this.stages = stages;
        this.ends = ends;
        this.recovery = recovery;
        this.scheduler = scheduler;
        this.delivery = delivery;
        this.deadLetters = deadLetters;
    }

    /** Where its jobs leave. */
    JobEnds ends() {
        return ends;
    }

    /**
     * Runs one job. Called by a worker of the stage that it waits for.
     *
     * @return the job of the same lane that may start now; {@code null} if there is none, or not yet
     */
    @Nullable
    Job run(Job job, Worker worker) {
        if (!job.start()) {
            return ends.end(job, Outcome.Plain.DROPPED);
        }
        Stage stage = worker.stage;
        AttemptWatch watch = worker.watch;
        long now = watch.startNanos(scheduler);
        if (job.step() != stage.index()) {
            watch.begin(now, job);
            return proceed(job, watch, Downstream.NOT_TIMED);
        }
        if (!stage.downstream().tryPass(now)) {
            return recovery.awaitCircuit(job, stage.downstream());
        }
        job.started(now);
        watch.begin(now, job);
        try {
            job.step(stage.index() + 1, worker.handle(job));
        } catch (Throwable failure) { // whatever user code throws is the record's failure, never the worker's end
            Throwable reason = AttemptTimeoutException.or(failure, watch.end());
            long failed = scheduler.nanoTime();
            return job.source().isGone()
                    ? recovery.abandon(job, stage.downstream(), failed)
                    : recovery.failed(job, stage.downstream().failed(job, reason, failed));
        }
        stage.downstream().answered(now);
        return proceed(job, watch, now);
    }

    /**
     * What comes after the handler, for a running job with an attempt under way. Called by a worker.
     *
     * @param beganNanos when the handler began, or {@link Downstream#NOT_TIMED}
     */
    @Nullable
    Job proceed(Job job, AttemptWatch watch, long beganNanos) {
        if (job.step() < stages.size()) {
            return forward(job, watch, beganNanos);
        }
        return job.step() == stages.size()
                ? delivery.deliver(job, watch, beganNanos)
                : deadLetters.deliver(job, watch, scheduler);
    }

    private @Nullable Job forward(Job job, AttemptWatch watch, long beganNanos) {
        watch.end();
        stages.get(job.step() - 1).downstream().took(beganNanos, scheduler.nanoTime());
        Stage following = stages.get(job.step());
        watch.beginWait(job);
        try {
            following.awaitRoom(job);
        } catch (InterruptedException cancelled) {
            watch.end();
            return ends.end(job, Outcome.Plain.DROPPED);
        }
        watch.end();
        job.requeue();
        following.submit(job);
        return null;
    }
}
