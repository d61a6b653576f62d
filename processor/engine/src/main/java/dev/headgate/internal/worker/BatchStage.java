package dev.headgate.internal.worker;

import dev.headgate.api.Ordering;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobState;
import dev.headgate.internal.dispatch.Lanes;
import dev.headgate.internal.dispatch.WatchedLanes;
import dev.headgate.state.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A first stage that handles batches. Its workers gather what comes by the queue, and the worker that makes a batch full, or finds
 * nothing more to add, runs it. A batch whose time is up comes by the queue too, as its first job.
 */
final class BatchStage implements BulkStage {
    private final Stage stage;
    private final JobRunner runner;
    private final BatchEnds ends;
    private final Recovery recovery;
    private final Scheduler scheduler;
    private final BatchAssembler assembler;
    private final BatchCaller caller;
    private final AtomicInteger beyondOne = new AtomicInteger();

    BatchStage(
            Stage stage,
            StageWork.Batches work,
            JobRunner runner,
            BatchEnds ends,
            Recovery recovery,
            Scheduler scheduler) {
        this.stage = stage;
        this.runner = runner;
        this.ends = ends;
        this.recovery = recovery;
        this.scheduler = scheduler;
        this.assembler = new BatchAssembler(work.options(), stage.credits() / 2, scheduler, this::submitReady);
        this.caller = new BatchCaller(stage, work, runner, ends, recovery, scheduler);
    }

    @Override
    public Lanes lanes(Ordering ordering) {
        return assembler.mayLinger() ? new WatchedLanes(ordering, assembler) : new Lanes(ordering);
    }

    @Override
    public @Nullable Job run(Job job, BulkWorker worker) {
        if (BatchNote.isNew(job) && job.source().isOwned()) {
            return gather(job, worker);
        }
        if (!assembler.lingers()) {
            assembler.takeAll().forEach(this::submitReady); // this job may take its time, or be the last for now
        }
        Optional<BatchNote> note = BatchNote.on(job);
        return note.isPresent() ? follow(note.get(), job, worker) : carryOn(job, worker);
    }

    private @Nullable Job gather(Job job, BulkWorker worker) {
        List<Batch> full = assembler.add(job);
        if (full.isEmpty() && !assembler.lingers() && !stage.hasWaiting()) {
            full = assembler.takeAll();
        }
        if (full.isEmpty()) {
            return null;
        }
        full.subList(1, full.size()).forEach(this::submitReady);
        return call(full.getFirst(), worker);
    }

    private void submitReady(Batch batch) {
        Job first = batch.first();
        BatchNote.put(first, new BatchNote.Ready(batch));
        stage.submit(first);
    }

    private @Nullable Job follow(BatchNote note, Job job, BulkWorker worker) {
        return switch (note) {
            case BatchNote.Ready(Batch batch) -> {
                BatchNote.clear(job);
                yield call(batch, worker);
            }
            case BatchNote.Failed(Throwable reason) -> {
                BatchNote.clear(job);
                yield job.start() ? recovery.failed(job, reason) : ends.end(job, Outcome.Plain.DROPPED);
            }
            case BatchNote.Plain.ALONE -> call(Batch.of(job), worker);
            case BatchNote.Plain.BOUND -> throw new IllegalStateException(job + " is bound to another");
        };
    }

    private @Nullable Job call(Batch batch, BulkWorker worker) {
        int beyond = batch.size() - 1;
        beyondOne.addAndGet(beyond);
        try {
            return caller.call(batch, worker);
        } finally {
            beyondOne.addAndGet(-beyond);
        }
    }

    /**
     * The handler is done with this job, or will never see it. If RUNNING, the job comes directly from its batch; otherwise it was
     * queued again, for its lane or for a retry.
     */
    private @Nullable Job carryOn(Job job, BulkWorker worker) {
        if (job.step() == 0) {
            boolean started = job.start();
            assert !started : job + " starts though its partition goes away";
            return ends.end(job, Outcome.Plain.DROPPED);
        }
        if (job.state() == JobState.RUNNING) {
            worker.watch().begin(scheduler.nanoTime(), job);
            return runner.proceed(job, worker.watch(), Downstream.NOT_TIMED);
        }
        return runner.run(job, worker);
    }

    @Override
    public void flush() {
        assembler.flush();
        ends.dropRevoked();
    }

    @Override
    public int inHand(int busyWorkers) {
        return busyWorkers + beyondOne.get() + ends.bound().size();
    }
}
