package dev.headgate.internal.worker;

import dev.headgate.api.BatchHandler;
import dev.headgate.api.BatchResult;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.RecordOutcome;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Hands a batch to the handler, and each of its jobs to what comes next. Shared by all workers of the stage. */
final class BatchCaller {
    private final Stage stage;
    private final BatchHandler<Object, Object, Object> handler;
    private final JobRunner runner;
    private final BatchEnds ends;
    private final Recovery recovery;
    private final Scheduler scheduler;
    private final IntConsumer sizes;

    BatchCaller(
            Stage stage,
            StageWork.Batches work,
            JobRunner runner,
            BatchEnds ends,
            Recovery recovery,
            Scheduler scheduler) {
        this.stage = stage;
        this.handler = work.handler();
        this.sizes = work.sizes();
        this.runner = runner;
        this.ends = ends;
        this.recovery = recovery;
        this.scheduler = scheduler;
    }

    /** Returns the job that the worker carries on with; {@code null} if there is none, or not yet. */
    @Nullable
    Job call(Batch batch, BulkWorker worker) {
        if (stage.rate().isPresent() && !batch.jobs().stream().allMatch(worker::awaitRate)) {
            return null;
        }
        long now = scheduler.nanoTime();
        batch.runs().forEach(run -> start(run, now));
        if (!batch.compact()) {
            return null;
        }
        if (!stage.downstream().tryPass(now)) {
            queueAgain(batch);
            recovery.awaitCircuit(batch);
            return null;
        }
        BatchDecoder decoded = new BatchDecoder(worker, stage.downstream().reader());
        Optional<Throwable> failure = decoded.decode(batch, scheduler.nanoTime());
        if (failure.isPresent()) {
            return fail(batch, stage.downstream().failed(batch.first(), failure.get(), scheduler.nanoTime()));
        }
        decoded.undecodable().forEach(this::setAside);
        if (!batch.compact()) {
            stage.downstream().abandoned(scheduler.nanoTime()); // this may have been the probe
            return null;
        }
        return handle(batch, decoded.records(), worker);
    }

    /**
     * Takes up a run. Where a job of it was dropped, those behind it are no part of the batch any more: they stay in the
     * lane, and the worker that comes upon them there sees to them.
     */
    private void start(Batch.Run run, long nowNanos) {
        int started = 0;
        for (Job job : run.jobs()) {
            if (!job.start()) {
                break;
            }
            job.started(nowNanos);
            started++;
        }
        Job head = run.head();
        run.cutAt(started);
        if (started == 0) {
            ends.submitNext(ends.end(head, Outcome.Plain.DROPPED));
        }
    }

    /** It leaves the batch, and its lane waits behind it. */
    private void setAside(BatchDecoder.Undecodable failed) {
        List<Job> jobs = List.copyOf(failed.run().jobs());
        failed.run().cutAt(failed.index());
        for (Job behind : jobs.subList(failed.index() + 1, jobs.size())) {
            behind.requeue();
        }
        settleFailed(jobs.get(failed.index()), failed.reason(), failed.index() == 0);
    }

    private @Nullable Job handle(Batch batch, List<ConsumerRecord<Object, Object>> records, BulkWorker worker) {
        AttemptWatch watch = worker.watch();
        long began = scheduler.nanoTime();
        watch.begin(began, batch);
        BatchResult<Object> result;
        try {
            sizes.accept(records.size());
            result = checked(handler.handle(Collections.unmodifiableList(records), batch), records.size());
        } catch (Throwable failure) { // whatever user code throws is the records' failure, never the worker's end
            Throwable reason = AttemptTimeoutException.or(failure, watch.end());
            if (batch.isGone()) {
                stage.downstream().abandoned(scheduler.nanoTime());
                again(batch, 0); // none of it starts again
                return null;
            }
            return fail(batch, stage.downstream().failed(batch.first(), reason, scheduler.nanoTime()));
        }
        watch.end();
        stage.downstream().took(began, scheduler.nanoTime());
        Job next = settle(batch, judge(batch, result, began));
        if (next == null) {
            return null;
        }
        watch.begin(scheduler.nanoTime(), next);
        return runner.proceed(next, watch, Downstream.NOT_TIMED);
    }

    /**
     * The result with what is held against each record in the place of what was thrown. That others got through counts first:
     * so a record that alone finds nobody does not keep the others from the downstream.
     */
    private BatchResult<Object> judge(Batch batch, BatchResult<Object> result, long beganNanos) {
        Downstream called = stage.downstream();
        if (!(result instanceof BatchResult.PerRecord<Object> each)
                || each.outcomes().stream().noneMatch(RecordOutcome.Failed.class::isInstance)) {
            called.answered(beganNanos);
            return result;
        }
        List<RecordOutcome<Object>> outcomes =
                each.outcomes().stream().map(this::read).toList();
        if (!outcomes.stream().allMatch(BatchCaller::metNobody)) {
            called.answered(beganNanos);
        }
        long now = scheduler.nanoTime();
        List<RecordOutcome<Object>> judged = new ArrayList<>(outcomes.size());
        for (Job job : batch.jobs()) {
            RecordOutcome<Object> outcome = outcomes.get(judged.size());
            judged.add(
                    outcome instanceof RecordOutcome.Failed<Object>(Throwable reason) && metNobody(outcome)
                            ? RecordOutcome.failed(called.failed(job, reason, now))
                            : outcome);
        }
        return BatchResult.outcomes(judged);
    }

    private RecordOutcome<Object> read(RecordOutcome<Object> outcome) {
        return outcome instanceof RecordOutcome.Failed<Object>(Throwable reason)
                ? RecordOutcome.failed(stage.downstream().reader().read(reason))
                : outcome;
    }

    private static boolean metNobody(RecordOutcome<Object> outcome) {
        return outcome instanceof RecordOutcome.Failed<Object>(Throwable reason)
                && reason instanceof DownstreamUnavailableException;
    }

    private static BatchResult<Object> checked(BatchResult<Object> result, int records) {
        Objects.requireNonNull(result, "the batch handler returned no result");
        if (result instanceof BatchResult.PerRecord<Object> each
                && each.outcomes().size() != records) {
            throw new IllegalStateException(
                    "the batch handler returned " + each.outcomes().size() + " outcomes for " + records + " records");
        }
        return result;
    }

    /** Returns a running job to carry on with here, if there is one; the others are queued for other workers. */
    private @Nullable Job settle(Batch batch, BatchResult<Object> result) {
        return switch (result) {
            case BatchResult.Whole<Object> whole -> settleTogether(batch, whole.result());
            case BatchResult.PerRecord<Object> each -> settleEach(batch, each.outcomes());
        };
    }

    private Job settleTogether(Batch batch, Object result) {
        Job first = batch.first();
        if (batch.size() > 1) {
            for (int i = 0; i < batch.failures(); i++) {
                first.failed(); // a delivery that fails is another attempt at the same records
            }
            ends.bound().bind(batch);
        }
        first.step(1, result);
        return first;
    }

    private @Nullable Job settleEach(Batch batch, List<RecordOutcome<Object>> outcomes) {
        Job mine = null;
        int from = 0;
        for (Batch.Run run : batch.runs()) {
            int to = from + run.jobs().size();
            Job done = settleRun(run, outcomes.subList(from, to));
            from = to;
            if (mine == null) {
                mine = done;
            } else {
                ends.submitNext(done);
            }
        }
        return mine;
    }

    /**
     * The first job is seen to last: as soon as it is let go of, somebody else may come upon those behind it. What stands
     * behind one that will be tried again goes back to the handler after it, so that its lane's last word is the last.
     */
    private @Nullable Job settleRun(Batch.Run run, List<RecordOutcome<Object>> outcomes) {
        boolean again = failsForNow(run.head(), outcomes.getFirst());
        for (int i = 1; i < outcomes.size(); i++) {
            Job job = run.jobs().get(i);
            if (again) {
                job.requeue();
                continue;
            }
            switch (outcomes.get(i)) {
                case RecordOutcome.Done<Object> done -> {
                    job.step(1, done.result());
                    job.requeue();
                }
                case RecordOutcome.Failed<Object> failed -> settleFailed(job, failed.reason(), false);
            }
            again = failsForNow(job, outcomes.get(i));
        }
        return switch (outcomes.getFirst()) {
            case RecordOutcome.Done<Object> done -> {
                run.head().step(1, done.result());
                yield run.head();
            }
            case RecordOutcome.Failed<Object> failed -> {
                settleFailed(run.head(), failed.reason(), true);
                yield null;
            }
        };
    }

    private boolean failsForNow(Job job, RecordOutcome<Object> outcome) {
        return outcome instanceof RecordOutcome.Failed<Object> failed && recovery.retries(job, failed.reason());
    }

    /** A running job failed by itself. Before its turn in the lane nothing may become of it. */
    private void settleFailed(Job job, Throwable reason, boolean ownsLane) {
        if (ownsLane) {
            ends.submitNext(recovery.failed(job, reason));
        } else {
            BatchNote.put(job, new BatchNote.Failed(reason));
            job.requeue();
        }
    }

    /** The batch failed as a whole: again as it is, or each job alone. Of a batch of one, the record failed. */
    private @Nullable Job fail(Batch batch, Throwable failure) {
        if (batch.size() == 1) {
            return recovery.failed(batch.first(), failure);
        }
        if (Recovery.concernsAll(failure)) {
            batch.runs().forEach(run -> {
                run.followers().forEach(Job::requeue);
                settleFailed(run.head(), failure, true);
            });
            return null;
        }
        if (failure instanceof DownstreamUnavailableException unavailable) {
            queueAgain(batch);
            recovery.putOff(batch, unavailable);
            return null;
        }
        OptionalLong wait = recovery.batchFailed(batch, failure);
        if (wait.isPresent()) {
            again(batch, wait.getAsLong());
        } else {
            ends.split(batch.runs());
        }
        return null;
    }

    private void again(Batch batch, long waitNanos) {
        queueAgain(batch);
        recovery.resubmitBatchAfter(batch, waitNanos);
    }

    private static void queueAgain(Batch batch) {
        BatchNote.put(batch.first(), new BatchNote.Ready(batch));
        batch.jobs().forEach(Job::requeue);
    }
}
