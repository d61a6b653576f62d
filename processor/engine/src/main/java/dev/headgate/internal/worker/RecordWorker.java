package dev.headgate.internal.worker;

import dev.headgate.api.StageHandler;
import dev.headgate.internal.dispatch.Job;

/** Handles record by record. All that a record needs is in {@link JobRunner}. */
final class RecordWorker extends Worker {
    private final Stage first;
    private final JobRunner runner;
    private final StageHandler<Object, Object> handler;

    RecordWorker(
            Stage stage,
            Stage first,
            WorkerPool pool,
            JobRunner runner,
            Scheduler scheduler,
            StageHandler<Object, Object> handler) {
        super(stage, pool, scheduler, runner.ends()::broke);
        this.first = first;
        this.runner = runner;
        this.handler = handler;
    }

    @Override
    Object handle(Job job) throws Exception {
        return handler.handle(job.step() == 0 ? job.forAttempt() : job.value(), job);
    }

    @Override
    void work(Job job) {
        Job next = awaitRate(job) ? runner.run(job, this) : null;
        for (int run = 1; next != null; run++) {
            if (stage != first || isTurnOver(run)) {
                first.submit(next);
                return;
            }
            next = awaitRate(next) ? runner.run(next, this) : null;
        }
    }
}
