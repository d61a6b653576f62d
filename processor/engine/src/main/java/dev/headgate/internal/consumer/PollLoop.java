package dev.headgate.internal.consumer;

import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobProcessor;
import dev.headgate.internal.dispatch.Transactions;
import dev.headgate.internal.flow.InFlightBudget;
import dev.headgate.internal.flow.PauseController;
import dev.headgate.internal.offset.OffsetLedger;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.PauseReason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread's work: the only code that touches the consumer. One step is {@link #runOnce()}: settle what has ended,
 * pause or resume, commit if due, poll, admit. It runs no user code and waits for nothing but a bounded poll or, while all
 * is paused, for credits to come back.
 *
 * <p>While everything is paused a poll would sleep through the moment in which credits return, and each poll is dear. So
 * the loop then sleeps on the completion queue, which wakes it at the low watermark, and polls only as often as the group
 * needs in order to call back. While some partitions are paused and the others have nothing to give, it does the same in
 * shorter slices.
 */
public final class PollLoop {
    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
    private static final long MAX_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PARTLY_PAUSED_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long PAUSED_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** For leaving the group where the last commit has used up its time: else the others wait for the session to end. */
    private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EngineOptions options;
    private final Consumer<byte[], byte[]> consumer;
    private final CompletionQueue completions;
    private final JobProcessor processor;
    private final Control control;
    private final LongSupplier clock;
    private final OffsetLedger<Job> ledger = new OffsetLedger<>();
    private final EngineCounts counts = new EngineCounts();
    private final InFlight inFlight;
    private final PauseController controller;
    private final PartitionGate gate;
    private final Committer committer;
    private final AssignmentListener assignment;
    private final Jumps jumps;
    private final PositionPolicy positions;
    private final SnapshotPublisher publisher;
    private final EngineLife life;
    private long lastPoll;

    /** @param transactions what outputs and offsets are committed in; empty where offsets are committed alone */
    public PollLoop(EngineOptions options, LoopPorts ports, Control control, Optional<Transactions> transactions) {
        this.options = options;
        this.consumer = ports.consumer();
        this.completions = ports.completions();
        this.processor = ports.processor();
        this.control = control;
        this.clock = ports.clock();
        LoopContext loop =
                new LoopContext(options, ports, ledger, counts, new Waiting(completions, this::publishIfDue));
        inFlight = new InFlight(
                loop,
                new InFlightBudget(options.queueRecords(), options.queueBytes()),
                processor.lanes(options.ordering()));
        controller = new PauseController(
                options.queueRecords(), options.queueBytes(), options.partitionWindow(), options.maxPollRecords());
        gate = new PartitionGate(loop, controller);
        DeliveryGuarantee guarantee = transactions
                .map(used -> DeliveryGuarantee.withOutputs(loop, used, inFlight, gate))
                .orElseGet(() -> DeliveryGuarantee.afterDeliveries(loop));
        committer = guarantee.committer();
        assignment = new AssignmentListener(loop, inFlight, guarantee, gate, this::assigned);
        life = new EngineLife(loop, inFlight, assignment);
        jumps = new Jumps(loop, assignment, guarantee);
        positions = new PositionPolicy(loop, jumps);
        publisher = new SnapshotPublisher(loop, controller);
    }

    /** The latest snapshot. Any thread. */
    public EngineSnapshot snapshot() {
        return publisher.latest();
    }

    /** What the engine failed of. Any thread. */
    public Optional<Throwable> failure() {
        return life.cause();
    }

    /** Runs until the end; the state it ended in is in the last snapshot. Never throws. */
    public void run() {
        try {
            start();
            while (runOnce()) {}
        } catch (Throwable e) { // an error that ends this thread unseen would look like an orderly end
            life.fail(CodecFailure.explain(GroupRefusal.explain(e, consumer::groupMetadata)));
        } finally {
            end();
        }
    }

    /** Subscribes. Called once, before the first step. */
    public void start() {
        life.subscribed();
        consumer.subscribe(options.topics(), assignment);
        positions.started(options.topics(), clock);
        lastPoll = clock.getAsLong();
        publish(lastPoll);
    }

    /** One step. Returns whether there is to be another. */
    public boolean runOnce() {
        long now = clock.getAsLong();
        committer.acknowledged(inFlight.settle());
        if (inFlight.halted().isPresent()) {
            life.halt(inFlight.halted().get());
            return false;
        }
        if (completions.broken().isPresent()) {
            LOG.error("the engine's own code has failed", completions.broken().get());
            throw EngineFailure.around(completions.broken().get());
        }
        if (control.isShutdownWanted() && !life.isDraining()) {
            life.drain(now);
        }
        if (life.isDrained(now)) {
            return false;
        }
        committer.recover();
        if (!committer.isRecovering()) {
            control.takeSeek().ifPresent(this::seek);
            control.takeRecreated().ifPresent(positions::recreated);
            positions.judgeRecreated();
        }
        updateGate();
        committer.commitIfDue(now);
        publishIfDue(now);
        if (!gate.isEachPaused() || !awaitCredits(now)) {
            poll();
        }
        return true;
    }

    /** What is in flight of the partition belongs to the position before: it is dropped, and may come again. */
    private void seek(Control.Seek seek) {
        if (ledger.find(seek.partition()).isPresent()) {
            LOG.info("going on with {} at offset {}, as was asked for", seek.partition(), seek.offset());
            jumps.to(Map.of(seek.partition(), seek.offset()), false);
        }
    }

    private void updateGate() {
        boolean isAway = processor.isDownstreamUnavailable();
        PauseController.Load load = new PauseController.Load(
                inFlight.records(),
                inFlight.bytes(),
                // Without a record in flight nobody would ever probe.
                (isAway && inFlight.records() > 0 && processor.wantsNoMore(inFlight.records()))
                        || committer.isRecovering(),
                isAway,
                control.isPauseWanted(),
                life.isDraining());
        gate.update(load, control.pausedPartitions());
    }

    private void assigned() {
        life.assigned();
        updateGate();
    }

    /** Sleeps while each partition is paused, for a reason of all or of its own. Returns whether a poll can wait. */
    private boolean awaitCredits(long now) {
        long untilPoll = PAUSED_SLICE_NANOS - (now - lastPoll);
        if (untilPoll <= 0) {
            return false;
        }
        int toResume = completionsToResume();
        boolean mayEndAlone = gate.all() == PauseReason.NONE && toResume != PartitionGate.NEVER;
        completions.await(toResume, mayEndAlone ? Math.min(untilPoll, PARTLY_PAUSED_SLICE_NANOS) : untilPoll);
        return true;
    }

    private int completionsToResume() {
        return switch (gate.all()) {
            case QUEUE -> Math.max(1, inFlight.records() - controller.lowRecords());
            case BYTES -> Math.max(1, inFlight.records() / 4);
            case DRAINING -> Math.max(1, inFlight.records());
            case NONE -> gate.completionsToResume();
            default -> PartitionGate.NEVER;
        };
    }

    private void poll() {
        Duration timeout = Duration.ofNanos(pollNanos());
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
            lastPoll = clock.getAsLong();
            inFlight.admit(records, lastPoll);
            if (records.isEmpty() && gate.anyPaused() && gate.all() == PauseReason.NONE) {
                completions.await(gate.completionsToResume(), untilCommit(PARTLY_PAUSED_SLICE_NANOS));
            } else if (records.isEmpty() && committer.isUnderWay()) {
                completions.await(
                        PartitionGate.NEVER, PARTLY_PAUSED_SLICE_NANOS); // the commit's completion also wakes this wait
            }
        } catch (NoOffsetForPartitionException e) {
            positions.begin(e);
        } catch (LogTruncationException e) {
            positions.truncated(e);
        } catch (OffsetOutOfRangeException e) {
            positions.recover(e);
        } catch (RetriableException e) {
            LOG.warn("the poll failed and is tried again: {}", e.getMessage());
        }
    }

    private long pollNanos() {
        return gate.anyPaused() || committer.isUnderWay() ? 0 : untilCommit(MAX_POLL_NANOS);
    }

    /** While a commit is under way the next one may be due, and can't begin. */
    private long untilCommit(long mostNanos) {
        return committer.isUnderWay()
                ? mostNanos
                : Math.clamp(committer.nanosUntilDue(clock.getAsLong()), 0, mostNanos);
    }

    /**
     * Commits what can be committed, leaves the group and ends. The last commit and the leaving share the commit timeout, so
     * that brokers which are away are waited for once; the cancelled have a grace of half a second before it.
     */
    void end() {
        long begun = clock.getAsLong();
        boolean clean = life.letGo();
        long left = options.commit().timeout().toNanos() - (clock.getAsLong() - begun);
        try {
            publish(clock.getAsLong());
            consumer.close(CloseOptions.timeout(
                    Duration.ofNanos(Math.clamp(left, LEAVE_NANOS, Waiting.LONGEST_CALL.toNanos()))));
        } catch (Throwable e) { // an interceptor's, say: the engine has ended all the same
            LOG.warn("the consumer did not close cleanly: {}", e.toString());
        }
        life.ended(clean);
        publish(clock.getAsLong());
    }

    private void publishIfDue() {
        publishIfDue(clock.getAsLong());
    }

    private void publishIfDue(long now) {
        if (publisher.isDue(now)) {
            publish(now);
        }
    }

    private void publish(long now) {
        publisher.publish(life.state(), inFlight, gate, counts, life.failure(), now);
    }
}
