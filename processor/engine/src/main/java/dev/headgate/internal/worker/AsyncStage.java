package dev.headgate.internal.worker;

import dev.headgate.api.AsyncRecordHandler;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A first stage that begins its work on a record and doesn't wait for it. A worker calls the handler and goes on; the thread that
 * ends the call, the handler's or the timer's, only puts the job back into the stage's queue, and a worker carries it
 * further. Meanwhile the job is running, as with any other handler: a revoke waits for it, and its lane is held.
 */
final class AsyncStage implements BulkStage {
    private static final Logger LOG = LoggerFactory.getLogger(AsyncStage.class);

    private final Stage stage;
    private final AsyncRecordHandler<Object, Object, Object> handler;
    private final JobRunner runner;
    private final Recovery recovery;
    private final Scheduler scheduler;
    private final AsyncPermits permits;
    private final Set<AsyncCall> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    AsyncStage(
            Stage stage,
            AsyncRecordHandler<Object, Object, Object> handler,
            JobRunner runner,
            Recovery recovery,
            Scheduler scheduler) {
        this.stage = stage;
        this.handler = handler;
        this.runner = runner;
        this.recovery = recovery;
        this.scheduler = scheduler;
        this.permits = new AsyncPermits(stage.gate(), stage.credits(), this::submitAdmitted);
    }

    @Override
    public @Nullable Job run(Job job, BulkWorker worker) {
        if (job.step() > 0) {
            return runner.run(job, worker);
        }
        if (job.value() instanceof AsyncCall call) {
            return call.state() == AsyncCall.State.ADMITTED ? start(call, worker) : settle(call, worker);
        }
        return permits.takeOrWait(job) ? start(new AsyncCall(job, this::heard), worker) : null;
    }

    private void submitAdmitted(Job job) {
        job.step(0, new AsyncCall(job, this::heard));
        stage.submit(job);
    }

    private @Nullable Job start(AsyncCall call, BulkWorker worker) {
        Job job = call.job();
        if (!worker.awaitRate(job)) {
            return null;
        }
        if (!job.start()) {
            permits.giveBack();
            return runner.ends().end(job, Outcome.Plain.DROPPED);
        }
        long now = scheduler.nanoTime();
        if (!stage.downstream().tryPass(now)) {
            permits.giveBack();
            job.step(0, job.record());
            return recovery.awaitCircuit(job, stage.downstream());
        }
        job.started(now);
        job.step(0, call);
        worker.watch().begin(now, job);
        CompletionStage<?> answer;
        try {
            answer = Objects.requireNonNull(
                    handler.handle(worker.decode(job), job), "the asynchronous handler returned no stage");
        } catch (Throwable failure) { // whatever user code throws is the record's failure, never the worker's end
            Throwable reason =
                    AttemptTimeoutException.or(failure, worker.watch().end());
            permits.giveBack();
            return fail(job, reason);
        }
        worker.watch().end();
        return await(call, answer, now, worker);
    }

    private @Nullable Job await(AsyncCall call, CompletionStage<?> answer, long now, BulkWorker worker) {
        call.open(answer, now);
        if (isDone(answer)) {
            permits.giveBack();
            return carryOn(call, ((CompletableFuture<?>) answer).resultNow(), worker);
        }
        open.add(call);
        try {
            var _ = answer.whenComplete(call);
        } catch (Throwable e) { // a stage of the user's own making
            call.accept(null, e);
        }
        if (cancelled) {
            call.expire(pastDeadline()); // who cancelled may have looked just before
        } else if (call.job().source().isGone()) {
            call.expire(partitionGone()); // the same
        }
        return null;
    }

    /** A short cut, for the plain class alone: there are subclasses that don't let themselves be asked. */
    private static boolean isDone(CompletionStage<?> answer) {
        return answer.getClass() == CompletableFuture.class
                && ((CompletableFuture<?>) answer).state() == Future.State.SUCCESS;
    }

    /** The call has ended. Called by anybody, so it only hands over. */
    private void heard(AsyncCall call) {
        try {
            open.remove(call);
            if (call.state() == AsyncCall.State.ANSWERED) {
                permits.giveBack();
            }
            stage.submit(call.job());
        } catch (Throwable e) { // nobody hears what a callback throws
            runner.ends().broke(e);
        }
    }

    private @Nullable Job settle(AsyncCall call, BulkWorker worker) {
        Job job = call.job();
        if (call.state() == AsyncCall.State.EXPIRED) {
            cancel(call, worker);
            permits.giveBack(); // not before: until then the call is open
        }
        if (job.source().isGone()) {
            return abandon(job);
        }
        Throwable failure = call.failure().orElse(null);
        return failure == null ? carryOn(call, call.result(), worker) : fail(job, failure);
    }

    /** An attempt ended after the partition had gone: it says nothing about what it called. */
    private @Nullable Job abandon(Job job) {
        stage.downstream().abandoned(scheduler.nanoTime());
        return runner.ends().end(job, Outcome.Plain.DROPPED);
    }

    private void cancel(AsyncCall call, BulkWorker worker) {
        worker.watch().begin(scheduler.nanoTime(), call.job());
        try {
            call.cancelStage();
        } catch (Throwable e) { // a stage need not be a future, and what depends on it runs here
            LOG.debug("{}'s stage can't be cancelled", call.job(), e);
        } finally {
            worker.watch().end();
        }
    }

    @SuppressWarnings("NullAway") // a handler may have nothing to say, as a synchronous one may return null
    private @Nullable Job carryOn(AsyncCall call, @Nullable Object result, BulkWorker worker) {
        stage.downstream().answered(call.startedNanos());
        Job job = call.job();
        job.step(1, result);
        if (job.source().isGone()) {
            return runner.ends().end(job, Outcome.Plain.DROPPED);
        }
        worker.watch().begin(scheduler.nanoTime(), job);
        return runner.proceed(job, worker.watch(), call.startedNanos());
    }

    private @Nullable Job fail(Job job, Throwable failure) {
        if (job.source().isGone()) {
            return abandon(job);
        }
        job.step(0, job.record());
        return recovery.failed(job, stage.downstream().failed(job, failure, scheduler.nanoTime()));
    }

    @Override
    public void hasRoom() {
        permits.serveLine();
    }

    /** For good: the engine ends. */
    @Override
    public void cancel() {
        cancelled = true;
        open.forEach(call -> call.expire(pastDeadline()));
    }

    @Override
    public void cancelGone() {
        for (AsyncCall call : open) {
            if (call.job().source().isGone()) {
                call.expire(partitionGone());
            }
        }
    }

    private static CancellationException partitionGone() {
        return new CancellationException("the partition has gone");
    }

    private static CancellationException pastDeadline() {
        return new CancellationException("the drain deadline has passed");
    }

    @Override
    public void cancelStartedBefore(long nanos) {
        for (AsyncCall call : open) {
            if (call.startedBefore(nanos)) {
                call.expire(AttemptTimeoutException.cancelled());
            }
        }
    }

    @Override
    public int active(int busyWorkers) {
        return Math.max(busyWorkers, permits.taken());
    }

    @Override
    public int inHand(int busyWorkers) {
        return active(busyWorkers);
    }
}
