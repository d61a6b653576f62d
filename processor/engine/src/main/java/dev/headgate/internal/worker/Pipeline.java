package dev.headgate.internal.worker;

import dev.headgate.api.DeadLetter;
import dev.headgate.api.Ordering;
import dev.headgate.api.Sink;
import dev.headgate.api.StageHandler;
import dev.headgate.api.StageOptions;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobProcessor;
import dev.headgate.internal.dispatch.Lanes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Everything behind the lanes: the stages with their workers, the sink, and the road back. What it is given it ends, one
 * way or another, and puts into the {@link CompletionQueue}.
 */
public final class Pipeline implements JobProcessor {
    private static final long SECOND_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** One stage as configured. Only the first may do other work than one by one. */
    public record StageSpec(String name, StageOptions options, StageWork work) {
        public StageSpec(String name, StageOptions options, StageHandler<Object, Object> handler) {
            this(name, options, new StageWork.OneByOne(handler));
        }
    }

    private final List<Stage> stages;
    private final JobRunner runner;
    private final DeliveryStep delivery;
    private final Recovery recovery;
    private final Downstreams downstreams;
    private final JobEnds ends;
    private final Sinks sinks;
    private final Scheduler scheduler;
    private final Optional<BulkStage> bulk;
    private final Optional<Decoders<Object, Object>> decoders;
    private final int pollRecords;
    private final LiveLimits limits;
    private final Waits waits;
    private final PipelineStats stats;

    /** Starts no thread: workers come with the first jobs. */
    public Pipeline(
            EngineOptions options,
            List<StageSpec> specs,
            Sink<Object> sink,
            Optional<Sink<DeadLetter>> deadLetters,
            CompletionQueue completions,
            Scheduler scheduler) {
        this.sinks = new Sinks(sink, deadLetters);
        this.scheduler = scheduler;
        this.stages = new ArrayList<>();
        StageWork first = specs.getFirst().work();
        this.ends = first instanceof StageWork.Batches
                ? new BatchEnds(stages, completions, scheduler)
                : new JobEnds(stages, completions, scheduler);
        this.waits = new Waits(scheduler, ends::resubmit);
        this.pollRecords = options.maxPollRecords();
        StageFactory factory = new StageFactory(options, scheduler, this::delivering, ends::resubmit);
        for (StageSpec spec : specs) {
            int index = stages.size();
            stages.add(factory.make(
                    index, spec, index == specs.size() - 1, pool -> newWorker(stages.get(index), spec.work(), pool)));
        }
        this.downstreams = new Downstreams(stages, factory.sinkSide(specs.getLast(), stages.getLast()));
        this.recovery =
                new Recovery(options.retry(), options.onFailure(), options.onUndecodable(), ends, waits, downstreams);
        this.delivery = deliveryStep(sink, options.attemptTimeout().toNanos());
        DeadLetterStep letters = new DeadLetterStep(deadLetters, delivery, ends, recovery);
        this.runner = new JobRunner(stages, ends, recovery, scheduler, delivery, letters);
        this.bulk = bulk(first);
        this.decoders = first.decoding();
        this.limits = new LiveLimits(stages, bulk, delivery, scheduler);
        this.stats = new PipelineStats(stages, bulk, limits, delivery, recovery, downstreams);
        watchAttempts(options.attemptTimeout().toNanos());
    }

    private DeliveryStep deliveryStep(Sink<Object> sink, long timeoutNanos) {
        Downstream sinkSide = downstreams.sinkSide();
        return ends instanceof BatchEnds ofBatches
                ? new BatchDeliveryStep(sink, sinkSide, ofBatches, recovery, scheduler, timeoutNanos)
                : new DeliveryStep(sink, sinkSide, ends, recovery, scheduler, timeoutNanos);
    }

    private Worker newWorker(Stage stage, StageWork work, WorkerPool pool) {
        return switch (work) {
            case StageWork.OneByOne(var handler) -> newWorker(stage, pool, handler);
            case StageWork.Decoded(var ofAll, var handler) ->
                newWorker(stage, pool, untyped(new DecodingHandler<>(ofAll.newDecoder(), handler)));
            case StageWork.Async async -> newBulkWorker(stage, pool, async.decoders());
            case StageWork.Batches batches -> newBulkWorker(stage, pool, batches.decoders());
        };
    }

    private Worker newWorker(Stage stage, WorkerPool pool, StageHandler<Object, Object> handler) {
        return new RecordWorker(stage, stages.getFirst(), pool, runner, scheduler, handler);
    }

    private Worker newBulkWorker(Stage stage, WorkerPool pool, Decoders<Object, Object> ofAll) {
        return new BulkWorker(stage, pool, bulk.orElseThrow(), scheduler, ofAll.newDecoder(), ends::broke);
    }

    @SuppressWarnings("unchecked") // the first stage's input is the record
    private static StageHandler<Object, Object> untyped(StageHandler<?, ?> handler) {
        return (StageHandler<Object, Object>) handler;
    }

    private Optional<BulkStage> bulk(StageWork first) {
        Stage stage = stages.getFirst();
        return switch (first) {
            case StageWork.OneByOne _, StageWork.Decoded _ -> Optional.empty();
            case StageWork.Async async ->
                Optional.of(new AsyncStage(stage, async.handler(), runner, recovery, scheduler));
            case StageWork.Batches batches ->
                Optional.of(new BatchStage(stage, batches, runner, (BatchEnds) ends, recovery, scheduler));
        };
    }

    @Override
    public Lanes lanes(Ordering ordering) {
        return bulk.map(first -> first.lanes(ordering)).orElseGet(() -> new Lanes(ordering));
    }

    /** Looks at all workers a few times per timeout, rather than setting a timer for each record. */
    private void watchAttempts(long timeoutNanos) {
        if (timeoutNanos > 0) {
            long period = Math.clamp(timeoutNanos / 10, TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1));
            scheduler.repeat(() -> interruptStartedBefore(scheduler.nanoTime() - timeoutNanos), period);
        }
    }

    /** Takes in a job that owns its lane. Never blocks. Called by the poll thread. */
    @Override
    public void submit(Job job) {
        stages.getFirst().submit(job);
    }

    @Override
    public void submit(Job[] jobs, int count) {
        stages.getFirst().submit(jobs, count);
    }

    /** Makes up for what could not be woken before, too: the poll thread comes by at least a few times a second. */
    @Override
    public void wake() {
        stages.forEach(stage -> stage.pool().tryForMore());
        downstreams.settleNotices();
        stages.getFirst().wake();
        for (int i = 1; i < stages.size(); i++) {
            stages.get(i).wakeIfOwed();
        }
    }

    /** Hands on what is held back for a batch. Doesn't block. */
    @Override
    public void flush() {
        bulk.ifPresent(BulkStage::flush);
        sinks.flush(ends::broke);
    }

    /** Interrupts every attempt under way. Called once the drain deadline has passed. */
    @Override
    public void cancel() {
        stages.forEach(stage -> stage.pool().cancel());
        bulk.ifPresent(BulkStage::cancel);
    }

    @Override
    public void ownershipEnded() {
        waits.endWaits();
        downstreams.endWaits();
        interruptGone();
        bulk.ifPresent(BulkStage::cancelGone);
        delivery.abandonGone();
        // A worker that looked at the ownership just before it ended may only now begin its attempt.
        scheduler.schedule(this::interruptGone, SECOND_LOOK_NANOS);
    }

    private void interruptGone() {
        stages.forEach(stage -> stage.pool().interruptGone());
    }

    /** Whether one of the workers runs on this thread. Any thread. */
    public boolean hasWorker(Thread thread) {
        return stages.stream().anyMatch(stage -> stage.pool().has(thread));
    }

    private void interruptStartedBefore(long nanos) {
        for (Stage stage : stages) {
            stage.pool().interruptStartedBefore(nanos);
        }
        bulk.ifPresent(first -> first.cancelStartedBefore(nanos));
    }

    /**
     * Ends the workers and closes the sinks. Called once, after the last job was submitted.
     *
     * @param nanos how long to wait for the workers
     * @return whether all workers have ended
     */
    public boolean close(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        stages.forEach(Stage::stop);
        boolean ended = false;
        try {
            ended = workersEnd(deadline);
        } finally {
            sinks.close();
            if (ended) { // a worker that is left behind may be decoding
                decoders.ifPresent(Decoders::close);
            }
        }
        return ended;
    }

    private boolean workersEnd(long deadline) throws InterruptedException {
        boolean ended = true;
        for (Stage stage : stages) {
            ended &= stage.pool().join(deadline - System.nanoTime());
        }
        return ended;
    }

    /** Whether a circuit keeps records from the sink, or from what a handler calls. */
    @Override
    public boolean isDownstreamUnavailable() {
        return downstreams.isAnyAway();
    }

    /**
     * While a circuit is open nothing more is wanted: what there is takes turns in probing. Once all that is left has been in vain
     * others are wanted, since one of those may be the reason that everything stands still.
     */
    @Override
    public boolean wantsNoMore(int inFlight) {
        return isDownstreamUnavailable()
                && downstreams.isAnyAwayWithProbes(isIdle(), scheduler.nanoTime(), inFlight, pollRecords);
    }

    private int delivering() {
        return delivery.delivering();
    }

    private boolean isIdle() {
        return stats.inHand() == 0 && delivering() == 0 && stages.stream().noneMatch(Stage::hasWaiting);
    }

    @Override
    public boolean onlyWaitsUntil(long nanos) {
        return waits.isEmpty() && isDownstreamUnavailable() && isIdle() && downstreams.allWaitUntil(nanos);
    }

    /** What changes its limits while it runs. */
    public LiveLimits limits() {
        return limits;
    }

    @Override
    public PipelineStats stats() {
        return stats;
    }
}
