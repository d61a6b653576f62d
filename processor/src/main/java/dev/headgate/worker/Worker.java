package dev.headgate.worker;

import dev.headgate.dispatch.Job;

/** Handles record by record. All that a record needs is in {@link JobRunner}. */
final class Worker extends PoolWorker {
    private final Stage first;
    private final JobRunner runner;

    Worker(Stage stage, Stage first, WorkerPool pool, JobRunner runner, Scheduler scheduler) {
        super(stage, pool, scheduler);
        this.first = first;
        this.runner = runner;
    }

    @Override
    void work(Job job) {
        Job next = awaitRate(job) ? runner.run(stage, job, watch) : null;
        for (int run = 1; next != null; run++) {
            if (stage != first || isTurnOver(run)) {
                first.submit(next);
                return;
            }
            next = awaitRate(next) ? runner.run(stage, next, watch) : null;
        }
    }
}
