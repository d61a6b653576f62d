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
import dev.headgate.state.GiveUpReason;
import dev.headgate.state.Outcome;
import dev.headgate.state.RetryReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private final Recovery recovery;
    private final Downstream sinkSide;
    private final Sinks sinks;
    private final Scheduler scheduler;
    private final Optional<Front> front;
    private final Optional<Decoders<Object, Object>> decoders;
    private final LiveLimits limits;
    private final Waits waits;

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
        this.recovery = new Recovery(options.retry(), options.onFailure(), options.onUndecodable(), deadLetters, this);
        this.waits = new Waits(scheduler, this::resubmit);
        this.stages = new ArrayList<>();
        StageFactory factory = new StageFactory(options, scheduler, this::delivering, this::resubmit);
        for (StageSpec spec : specs) {
            int index = stages.size();
            stages.add(factory.make(
                    index, spec, index == specs.size() - 1, pool -> newWorker(stages.get(index), spec.work(), pool)));
        }
        this.sinkSide = factory.sinkSide(specs.getLast(), stages.getLast());
        long deliveryTimeout = options.attemptTimeout().toNanos();
        StageWork first = specs.getFirst().work();
        this.runner = first instanceof StageWork.Batches
                ? new BatchJobRunner(stages, sink, sinkSide, completions, scheduler, recovery, deliveryTimeout)
                : new JobRunner(stages, sink, sinkSide, completions, scheduler, recovery, deliveryTimeout);
        this.front = front(first, options.queueRecords());
        this.decoders = first.decoding();
        this.limits = new LiveLimits(stages, front, runner, scheduler);
        watchAttempts(options.attemptTimeout().toNanos());
    }

    private PoolWorker newWorker(Stage stage, StageWork work, WorkerPool pool) {
        return switch (work) {
            case StageWork.OneByOne(var handler) -> newWorker(stage, pool, handler);
            case StageWork.Decoded(var ofAll, var handler) ->
                newWorker(stage, pool, untyped(new DecodingHandler<>(ofAll.newDecoder(), handler)));
            case StageWork.Async async -> newFrontWorker(stage, pool, async.decoders());
            case StageWork.Batches batches -> newFrontWorker(stage, pool, batches.decoders());
        };
    }

    private PoolWorker newWorker(Stage stage, WorkerPool pool, StageHandler<Object, Object> handler) {
        return new Worker(stage, stages.getFirst(), pool, runner, scheduler, handler);
    }

    private PoolWorker newFrontWorker(Stage stage, WorkerPool pool, Decoders<Object, Object> ofAll) {
        return new FrontWorker(stage, pool, front.orElseThrow(), scheduler, ofAll.newDecoder(), runner::broke);
    }

    @SuppressWarnings("unchecked") // the first stage's input is the record
    private static StageHandler<Object, Object> untyped(StageHandler<?, ?> handler) {
        return (StageHandler<Object, Object>) handler;
    }

    private Optional<Front> front(StageWork first, int credits) {
        Stage stage = stages.getFirst();
        return switch (first) {
            case StageWork.OneByOne _, StageWork.Decoded _ -> Optional.empty();
            case StageWork.Async async ->
                Optional.of(new AsyncStage(stage, async.handler(), runner, recovery, scheduler, stage.gate(), credits));
            case StageWork.Batches batches ->
                Optional.of(new BatchStage(
                        stage,
                        batches.options(),
                        batches.handler(),
                        (BatchJobRunner) runner,
                        recovery,
                        scheduler,
                        credits,
                        batches.sizes()));
        };
    }

    @Override
    public Lanes lanes(Ordering ordering) {
        return front.map(first -> first.lanes(ordering)).orElseGet(() -> new Lanes(ordering));
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
        stages.getFirst().wake();
        for (int i = 1; i < stages.size(); i++) {
            stages.get(i).wakeIfOwed();
        }
    }

    void submitNext(@Nullable Job job) {
        runner.submitNext(job);
    }

    /** Brings a job back to where it failed. */
    void resubmit(Job job) {
        stages.get(Math.min(job.step(), stages.size() - 1)).submit(job);
    }

    /** Brings a queued job back to where it failed, after so many ns. */
    void resubmitAfter(Job job, long nanos) {
        waits.goOnAfter(job, nanos);
    }

    /** From here on the job goes to the dead-letter sink. */
    void deadLetterNext(Job job, DeadLetter letter) {
        job.step(runner.deadLetterStep(), letter);
    }

    /** Nothing is left to try with this job. True if it is tried in another way. */
    boolean fallBack(Job job) {
        return runner.fallBack(job);
    }

    @Nullable
    Job end(Job job, Outcome outcome) {
        return runner.end(job, outcome);
    }

    /** Hands on what is held back for a batch. Doesn't block. */
    @Override
    public void flush() {
        front.ifPresent(Front::flush);
        sinks.flush(runner::broke);
    }

    /** Interrupts every attempt under way. Called once the drain deadline has passed. */
    @Override
    public void cancel() {
        stages.forEach(stage -> stage.pool().cancel());
        front.ifPresent(Front::cancel);
    }

    @Override
    public void ownershipEnded() {
        waits.endWaits();
        downstreams().forEach(each -> each.room().endWaits());
        interruptGone();
        front.ifPresent(Front::cancelGone);
        runner.abandonGone();
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
        front.ifPresent(first -> first.cancelStartedBefore(nanos));
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

    private Stream<Downstream> downstreams() {
        return Stream.concat(Stream.of(sinkSide), stages.stream().map(Stage::downstream));
    }

    /** What the job's next step calls. */
    Downstream downstreamOf(Job job) {
        return job.step() < stages.size() ? stages.get(job.step()).downstream() : sinkSide;
    }

    /** Whether a circuit keeps records from the sink, or from what a handler calls. */
    @Override
    public boolean isSinkUnavailable() {
        return downstreams().anyMatch(Downstream::isAway);
    }

    /**
     * While a circuit is open nothing more is wanted: what there is takes turns in probing. Once all that is left has been in vain
     * others are wanted, since one of those may be the reason that everything stands still.
     */
    @Override
    public boolean wantsNoMore() {
        long now = scheduler.nanoTime();
        return downstreams().anyMatch(each -> each.isAway() && !each.lacksProbes(isIdle(), now));
    }

    private boolean isIdle() {
        return inHand() == 0 && delivering() == 0 && stages.stream().noneMatch(Stage::hasWaiting);
    }

    @Override
    public boolean onlyWaitsUntil(long nanos) {
        return waits.isEmpty()
                && isSinkUnavailable()
                && isIdle()
                && downstreams().allMatch(each -> each.room().waitsUntil(nanos));
    }

    /** How often a circuit has opened. */
    @Override
    public long circuitOpened() {
        return downstreams().mapToLong(it -> it.circuit().opened()).sum();
    }

    /** Workers with a record in hand. */
    @Override
    public int activeWorkers() {
        int first = stages.getFirst().pool().busy();
        return front.map(f -> f.active(first)).orElse(first) + activeLater();
    }

    @Override
    public int inHand() {
        int first = stages.getFirst().pool().busy();
        return front.map(f -> f.inHand(first)).orElse(first) + activeLater();
    }

    private int activeLater() {
        return stages.stream().skip(1).mapToInt(stage -> stage.pool().busy()).sum();
    }

    /** The bound on {@link #activeWorkers()}. */
    @Override
    public int maxWorkers() {
        return stages.stream().mapToInt(stage -> stage.pool().size()).sum();
    }

    /** What changes its limits while it runs. */
    public LiveLimits limits() {
        return limits;
    }

    /** How many of them there may be just now. */
    @Override
    public int workersLimit() {
        return limits.workers();
    }

    @Override
    public double handlerRate() {
        return limits.rate();
    }

    /** Deliveries that the sink has taken and not acknowledged yet. */
    @Override
    public int delivering() {
        return runner.delivering();
    }

    /** Attempts after a first one. */
    @Override
    public long retries() {
        return recovery.retries();
    }

    @Override
    public Map<RetryReason, Long> retriesBy() {
        return recovery.retriesBy();
    }

    @Override
    public long failures() {
        return recovery.tally().failures();
    }

    @Override
    public Map<String, Long> givenUpBy() {
        return recovery.tally().givenUpBy();
    }

    @Override
    public Map<GiveUpReason, Long> givenUp() {
        return recovery.tally().givenUp();
    }

    /** The last failure in one line. */
    @Override
    public Optional<String> lastError() {
        return recovery.lastError();
    }
}
