package dev.headgate;

import dev.headgate.api.DeadLetter;
import dev.headgate.api.Sink;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.consumer.Control;
import dev.headgate.internal.consumer.LoopPorts;
import dev.headgate.internal.consumer.PollLoop;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.TransactionalSink;
import dev.headgate.internal.worker.Pipeline;
import dev.headgate.internal.worker.Timers;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.LagSnapshot;
import dev.headgate.state.RecordFilter;
import dev.headgate.state.Subscription;
import dev.headgate.state.TimeCounts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running processor: one Kafka consumer, its queue, its workers and its sink. Thread-safe.
 *
 * <p>Made by {@link #builder()}. {@link #close()} drains and commits; the process that never calls it loses nothing
 * either, it merely sees again what it had not committed.
 */
public final class Headgate implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Headgate.class);
    private static final long WORKERS_END_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final PollLoop loop;
    private final Control control;
    private final Pipeline pipeline;
    private final Timers timers;
    private final Monitoring monitoring;
    private final CompletableFuture<EngineState> ended = new CompletableFuture<>();
    private final Thread pollThread;

    /** @param group the consumer's, so that a log tells one engine's lines from those of another */
    private Headgate(
            String group, PollLoop loop, Control control, Pipeline pipeline, Timers timers, Monitoring monitoring) {
        this.loop = loop;
        this.control = control;
        this.pipeline = pipeline;
        this.timers = timers;
        this.monitoring = monitoring;
        this.pollThread = Thread.ofPlatform().name("headgate-poll-" + group).unstarted(this::run);
    }

    /** The start of every configuration. */
    public static HeadgateBuilder builder() {
        return new HeadgateBuilder();
    }

    static Headgate start(
            EngineOptions options,
            List<Pipeline.StageSpec> stages,
            Sink<Object> sink,
            Optional<Sink<DeadLetter>> deadLetters,
            Consumer<byte[], byte[]> consumer,
            Monitoring monitoring) {
        CompletionQueue completions = new CompletionQueue(options.queueRecords());
        Timers timers = new Timers(completions::broke);
        Pipeline pipeline = new Pipeline(options, stages, sink, deadLetters, completions, timers);
        Control control = new Control(completions);
        PollLoop loop = new PollLoop(
                options,
                new LoopPorts(consumer, pipeline, completions, monitoring.jobListener(), timers::nanoTime),
                control,
                sink instanceof TransactionalSink<?> transactional
                        ? Optional.of(transactional.transactions())
                        : Optional.empty());
        String group = consumer.groupMetadata().groupId();
        Headgate headgate = new Headgate(group, loop, control, pipeline, timers, monitoring);
        makeReady(timers, options.threads());
        monitoring.start(headgate::snapshot, control::recreated, options.ordering());
        headgate.pollThread.start();
        return headgate;
    }

    /** The threads that are made early, so that a system which has none for them fails the start and not a record. */
    private static void makeReady(Timers timers, ThreadKind workers) {
        try {
            timers.start();
            VirtualThreads.makeReady(workers, timers);
        } catch (Throwable e) { // whatever: the start fails, and nobody else knows of the timer's thread
            timers.close();
            throw e;
        }
    }

    private void run() {
        try {
            loop.run();
            if (!pipeline.close(WORKERS_END_NANOS)) {
                LOG.warn("some workers are still in their handler; they are left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            timers.close();
            monitoring.close();
            ended.complete(snapshot().state());
        }
    }

    private boolean isOwnThread() {
        Thread caller = Thread.currentThread();
        return caller.equals(pollThread) || pipeline.hasWorker(caller);
    }

    /** The engine at its last step. Never blocks. */
    public EngineSnapshot snapshot() {
        return loop.snapshot();
    }

    /** The lag as the brokers last told it: a moment old, and empty at first. Never blocks. */
    public LagSnapshot lag() {
        return monitoring.lag();
    }

    /** How long records took so far; nothing without a meter registry. Never blocks. */
    public TimeCounts times() {
        return monitoring.times();
    }

    /**
     * Shows the records that end from now on, to one reader. The engine waits for no reader: what a slow one has not taken is
     * left out beyond 1,000 records or 4 MiB. Without a reader it costs next to nothing. Any thread; to be closed.
     */
    public Subscription watch(RecordFilter filter) {
        return monitoring.endedRecords().subscribe(filter);
    }

    /** Pauses all partitions until {@link #resume()}. Takes effect at the poll thread's next step. */
    public void pause() {
        control.pause(true);
    }

    /** Takes back {@link #pause()}. */
    public void resume() {
        control.pause(false);
    }

    /** Pauses one partition until {@link #resume(TopicPartition)}, through rebalances too. */
    public void pause(TopicPartition partition) {
        control.pause(partition, true);
    }

    /** Takes back {@link #pause(TopicPartition)}. */
    public void resume(TopicPartition partition) {
        control.pause(partition, false);
    }

    /**
     * Goes on with a partition at another offset, back or forward: what is in flight of it is dropped, and from then on
     * the commits are of the new place. Until the first of them, a crash or a rebalance goes back to what was committed before.
     * Takes effect at the poll thread's next step.
     *
     * @throws IllegalStateException if the partition is not assigned to this processor
     */
    public void seek(TopicPartition partition, long offset) {
        requireAssigned(partition);
        control.seek(partition, offset);
    }

    private void requireAssigned(TopicPartition partition) {
        if (snapshot().partition(partition).isEmpty()) {
            throw new IllegalStateException(
                    partition + " is not assigned to this processor; ask the member that has it");
        }
    }

    /**
     * From now on the handler works on at most this many records at once, until the next such call; with adaptive workers it may
     * be fewer. What is under way goes on. Takes effect at once.
     *
     * @throws IllegalArgumentException if it is below 1 or above what is configured as workers
     */
    public void limitWorkers(int records) {
        pipeline.limits().limitWorkers(records);
    }

    /**
     * From now on the handler starts at most this many records per second, until the next such call. Takes effect at once.
     *
     * @param perSecond 0 for no limit
     * @throws IllegalArgumentException if it is below 0 or not a number
     */
    public void limitRate(double perSecond) {
        if (!(perSecond >= 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("the rate must be 0, for no limit, or above, not " + perSecond);
        }
        pipeline.limits().limitRate(perSecond);
    }

    /**
     * Waits until the engine has ended, and throws what it failed of: a {@code main} that ends with this call ends with the
     * exit code 0 after an orderly end only.
     *
     * @return {@link EngineState#CLOSED}, or {@link EngineState#CUT} if the drain timeout passed with records in flight
     * @throws EngineFailedException if a failure has ended it
     */
    public EngineState awaitEnd() throws InterruptedException {
        if (isOwnThread()) {
            throw new IllegalStateException(
                    "awaitEnd() was called within a handler, a stage or a sink, for which the engine"
                            + " waits; call it on a thread of your own");
        }
        EngineState end = ended(Long.MAX_VALUE).orElseThrow();
        if (end == EngineState.FAILED) {
            throw new EngineFailedException(
                    snapshot().lastError().orElse("the engine has failed"),
                    failure().orElse(null));
        }
        return end;
    }

    /**
     * What ended the engine: of a halt what was thrown for the record that {@link EngineSnapshot#lastError()} names. Empty while
     * it runs and after an orderly end. Never blocks.
     */
    public Optional<Throwable> failure() {
        return loop.failure();
    }

    /**
     * Waits until the engine has ended, by {@link #close()} or by a failure, for a limited time.
     *
     * @param timeout zero to look only
     * @return the state it ended in, {@link EngineState#FAILED} included; empty if it still runs
     */
    public Optional<EngineState> awaitEnd(Duration timeout) throws InterruptedException {
        return ended(TimeUnit.NANOSECONDS.convert(timeout));
    }

    /**
     * Completes with the state in which the engine has ended: {@link EngineState#CLOSED}, {@link EngineState#CUT}, or {@link
     * EngineState#FAILED}, of which {@link #failure()} has the reason. Never completes exceptionally. What depends on it runs on
     * the engine's poll thread unless it names an executor, and may call {@link #close()}.
     */
    public CompletionStage<EngineState> ended() {
        return ended.minimalCompletionStage();
    }

    private Optional<EngineState> ended(long nanos) throws InterruptedException {
        try {
            return Optional.of(ended.get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new AssertionError("nothing completes it exceptionally", e);
        }
    }

    /** Asks for the shutdown that {@link #close()} waits for. Returns at once; safe in a signal handler. */
    public void shutdown() {
        control.shutdown();
    }

    /**
     * Ends within the drain timeout: admits nothing more, waits for what is in flight, commits, leaves the group. Called by a
     * handler, a stage or a sink on the engine's own thread, it only begins with that and returns: the engine waits for them.
     */
    @Override
    public void close() {
        shutdown();
        if (isOwnThread() && !ended.isDone()) {
            LOG.warn("close() was called within a handler, a stage or a sink, for which the engine waits: the shutdown"
                    + " has begun, and close() returns at once");
            return;
        }
        try {
            var _ = ended(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
