package dev.headgate.worker;

import dev.headgate.api.DeadLetter;
import dev.headgate.api.Ordering;
import dev.headgate.api.Sink;
import dev.headgate.api.StageHandler;
import dev.headgate.api.StageOptions;
import dev.headgate.dispatch.CompletionQueue;
import dev.headgate.dispatch.Job;
import dev.headgate.dispatch.JobProcessor;
import dev.headgate.dispatch.Lanes;
import dev.headgate.model.EngineOptions;
import dev.headgate.model.GiveUpReason;
import dev.headgate.model.Outcome;
import dev.headgate.model.RetryReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything behind the lanes: the stages with their workers, the sink, and the road back. What it is given it ends, one
 * way or another, and puts into the {@link CompletionQueue}.
 */
public final class Pipeline implements JobProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

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
    private final Sink<Object> sink;
    private final Optional<Sink<DeadLetter>> deadLetters;
    private final Scheduler scheduler;
    private final Optional<Front> front;
    private final LiveLimits limits;

    /** Starts no thread: workers come with the first jobs. */
    public Pipeline(
            EngineOptions options,
            List<StageSpec> specs,
            Sink<Object> sink,
            Optional<Sink<DeadLetter>> deadLetters,
            CompletionQueue completions,
            Scheduler scheduler) {
        this.sink = sink;
        this.deadLetters = deadLetters;
        this.scheduler = scheduler;
        this.recovery = new Recovery(
                options.retry(), options.onFailure(), options.onUndecodable(), deadLetters, scheduler, this);
        this.stages = new ArrayList<>();
        StageFactory factory = new StageFactory(options, scheduler, this::delivering);
        for (StageSpec spec : specs) {
            int index = stages.size();
            stages.add(
                    factory.make(index, spec, index == specs.size() - 1, pool -> newWorker(stages.get(index), pool)));
        }
        this.sinkSide = factory.sinkSide(specs.getLast(), stages.getLast());
        long deliveryTimeout = options.attemptTimeout().toNanos();
        StageWork first = specs.getFirst().work();
        this.runner = first instanceof StageWork.Batches
                ? new BatchJobRunner(stages, sink, sinkSide, completions, scheduler, recovery, deliveryTimeout)
                : new JobRunner(stages, sink, sinkSide, completions, scheduler, recovery, deliveryTimeout);
        this.front = front(first, options.queueRecords());
        this.limits = new LiveLimits(stages, front, runner, scheduler);
        watchAttempts(options.attemptTimeout().toNanos());
    }

    private PoolWorker newWorker(Stage stage, WorkerPool pool) {
        return stage.index() == 0 && front.isPresent()
                ? new FrontWorker(stage, pool, front.get(), scheduler)
                : new Worker(stage, stages.getFirst(), pool, runner, scheduler);
    }

    private Optional<Front> front(StageWork first, int credits) {
        Stage stage = stages.getFirst();
        return switch (first) {
            case StageWork.OneByOne _ -> Optional.empty();
            case StageWork.Async(var handler) ->
                Optional.of(new AsyncStage(stage, handler, runner, recovery, scheduler, stage.gate(), credits));
            case StageWork.Batches(var options, var handler, var sizes) ->
                Optional.of(new BatchStage(
                        stage, options, handler, (BatchJobRunner) runner, recovery, scheduler, credits, sizes));
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

    @Override
    public void wake() {
        stages.getFirst().wake();
    }

    void submitNext(@Nullable Job job) {
        runner.submitNext(job);
    }

    /** Brings a job back to where it failed. */
    void resubmit(Job job) {
        stages.get(Math.min(job.step(), stages.size() - 1)).submit(job);
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
        sink.flush();
        deadLetters.ifPresent(Sink::flush);
    }

    /** Interrupts every attempt under way. Called once the drain deadline has passed. */
    @Override
    public void cancel() {
        stages.forEach(stage -> stage.pool().cancel());
        front.ifPresent(Front::cancel);
    }

    @Override
    public void ownershipEnded() {
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
        boolean ended = true;
        for (Stage stage : stages) {
            ended &= stage.pool().join(deadline - System.nanoTime());
        }
        close(sink);
        deadLetters.ifPresent(Pipeline::close);
        return ended;
    }

    private static void close(Sink<?> sink) {
        try {
            sink.close();
        } catch (RuntimeException e) {
            LOG.warn("the sink {} did not close in order", sink.getClass().getName(), e);
        }
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
