package dev.headgate.worker;

import dev.headgate.dispatch.Job;

/** A worker of a first stage that doesn't handle record by record. */
final class FrontWorker extends PoolWorker {
    private final Front front;

    FrontWorker(Stage stage, WorkerPool pool, Front front, Scheduler scheduler) {
        super(stage, pool, scheduler);
        this.front = front;
    }

    @Override
    void work(Job job) {
        Job next = front.run(job, this);
        for (int run = 1; next != null; run++) {
            if (isTurnOver(run)) {
                stage.submit(next);
                return;
            }
            next = front.run(next, this);
        }
    }
}
