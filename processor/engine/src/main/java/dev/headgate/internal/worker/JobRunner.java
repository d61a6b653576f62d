package dev.headgate.internal.worker;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Lane;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.state.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Carries a job one step further: through the stage it waits for, and from the last one to the sink. Holds no state of a
 * job itself; shared by all workers and by the sink's callbacks.
 */
class JobRunner {
    private final List<Stage> stages;
    private final Sink<Object> sink;
    private final Downstream sinkSide;
    private final CompletionQueue completions;
    private final Scheduler scheduler;
    private final Recovery recovery;
    private final long deliveryTimeoutNanos;
    private final boolean sinkKeepsOrder;
    private final boolean isThereASink;
    private final boolean isBoundBySink;
    private final OpenDeliveries unbounded = new OpenDeliveries();
    private final TransactionDoor door;
    private final DeadLetterStep deadLetters;
    private final DeliveryCount deliveries = new DeliveryCount();
    private Runnable onRoom = () -> {};

    /** @param deliveryTimeoutNanos how long a sink may take to acknowledge; 0 for no limit of the engine's own */
    JobRunner(
            List<Stage> stages,
            Sink<Object> sink,
            Downstream sinkSide,
            CompletionQueue completions,
            Scheduler scheduler,
            Recovery recovery,
            long deliveryTimeoutNanos) {
        this.stages = stages;
        this.sink = sink;
        this.sinkSide = sinkSide;
        this.completions = completions;
        this.scheduler = scheduler;
        this.recovery = recovery;
        this.deliveryTimeoutNanos = deliveryTimeoutNanos;
        this.sinkKeepsOrder = sink.keepsOrder();
        // Tried again by the engine, a record would come behind those that such a sink took after it.
        this.isBoundBySink = sink.boundsDelivery() && (sinkKeepsOrder || deliveryTimeoutNanos == 0);
        this.isThereASink = !Sink.none().equals(sink);
        this.door = TransactionDoor.of(sink);
        this.deadLetters = new DeadLetterStep(this, recovery, door);
    }

    /** Called once, before the first job: who hears that the sink has one record less, where that makes room for another. */
    void onRoom(Runnable listener) {
        onRoom = listener;
    }

    /** Deliveries that the sink has taken and not acknowledged yet. */
    int delivering() {
        return deliveries.present();
    }

    /**
     * Runs one job. Called by a worker of the stage that it waits for.
     *
     * @return the job of the same lane that may start now; {@code null} if there is none, or not yet
     */
    @Nullable
    Job run(Job job, PoolWorker worker) {
        if (!job.start()) {
            return end(job, Outcome.Plain.DROPPED);
        }
        Stage stage = worker.stage;
        AttemptWatch watch = worker.watch;
        long now = watch.startNanos(scheduler);
        if (job.step() != stage.index()) {
            watch.begin(now, job);
            return proceed(job, watch, Downstream.NOT_TIMED);
        }
        if (!stage.downstream().tryPass(now)) {
            return recovery.awaitCircuit(job, stage.downstream());
        }
        job.started(now);
        watch.begin(now, job);
        try {
            job.step(stage.index() + 1, worker.handle(job));
        } catch (Throwable failure) { // whatever user code throws is the record's failure, never the worker's end
            boolean interrupted = watch.end();
            return job.source().isGone()
                    ? abandon(job, stage.downstream())
                    : recovery.failed(job, stage.downstream().failed(job, reason(failure, interrupted), now()));
        }
        stage.downstream().answered(now);
        return proceed(job, watch, now);
    }

    /**
     * What comes after the handler, for a running job with an attempt under way. Called by a worker.
     *
     * @param beganNanos when the handler began, or {@link Downstream#NOT_TIMED}
     */
    @Nullable
    Job proceed(Job job, AttemptWatch watch, long beganNanos) {
        if (job.step() < stages.size()) {
            return forward(job, watch, beganNanos);
        }
        return job.step() == deadLetterStep()
                ? deadLetters.deliver(job, watch, scheduler)
                : deliver(job, watch, beganNanos);
    }

    /** The steps are the stages, then the delivery, or instead of it the dead letter. */
    int deadLetterStep() {
        return stages.size() + 1;
    }

    private @Nullable Job forward(Job job, AttemptWatch watch, long beganNanos) {
        watch.end();
        stages.get(job.step() - 1).downstream().took(beganNanos, now());
        Stage following = stages.get(job.step());
        watch.beginWait(job);
        try {
            following.awaitRoom(job);
        } catch (InterruptedException cancelled) {
            watch.end();
            return end(job, Outcome.Plain.DROPPED);
        }
        watch.end();
        job.requeue();
        following.submit(job);
        return null;
    }

    private @Nullable Job deliver(Job job, AttemptWatch watch, long beganNanos) {
        long now = scheduler.nanoTime();
        job.handled(now);
        watch.handled(now);
        if (isGone(job)) {
            watch.end();
            return goneBeforeDelivery(job);
        }
        if (!isThereASink) {
            watch.end();
            return acknowledged(job, watch, beganNanos, now);
        }
        if (!sinkSide.tryPass(now)) {
            watch.end();
            return recovery.awaitCircuit(job, sinkSide);
        }
        watch.beginDelivery(now, job);
        if (!door.enter(job, watch, scheduler)) {
            return end(job, Outcome.Plain.DROPPED);
        }
        if (door.isThere() && isGone(job)) { // it may have gone while this waited at the door
            watch.end();
            return leave(goneBeforeDelivery(job));
        }
        CompletionStage<Ack> acknowledgement;
        try {
            acknowledgement =
                    Objects.requireNonNull(sink.deliver(job.value(), contextOf(job)), "the sink returned no stage");
        } catch (Throwable failure) { // as above
            boolean interrupted = watch.end();
            return leave(deliveryFailed(job, reason(failure, interrupted)));
        }
        watch.end();
        if (isImmediate(acknowledgement)) {
            sinkSide.delivered(job);
            return leave(acknowledged(job, watch, beganNanos, scheduler.nanoTime()));
        }
        return awaitAcknowledgement(job, acknowledgement, beganNanos);
    }

    /** What the sink gets to know of where the job's result comes from. */
    RecordContext contextOf(Job job) {
        return job;
    }

    /** It is done within its attempt, and the worker goes on at once. */
    private @Nullable Job acknowledged(Job job, AttemptWatch watch, long beganNanos, long nowNanos) {
        watch.recordEnded(nowNanos);
        sinkSide.took(beganNanos, nowNanos);
        return end(job, Outcome.Plain.ACKED, nowNanos);
    }

    /** Whether deliveries go into transactions. */
    final boolean isExact() {
        return door.isThere();
    }

    /** What belongs to a job's delivery has happened. Answers what it was given. */
    final @Nullable Job leave(@Nullable Job next) {
        door.leave();
        return next;
    }

    /** Its partition's next owner delivers it, perhaps has already, and what comes after it too. */
    private @Nullable Job goneBeforeDelivery(Job job) {
        return fallBack(job) ? null : end(job, Outcome.Plain.DROPPED);
    }

    /** An attempt ended after the partition had gone: it says nothing about what it called, and its record is another owner's. */
    private @Nullable Job abandon(Job job, Downstream called) {
        called.abandoned(now());
        return end(job, Outcome.Plain.DROPPED);
    }

    /** Whether anything of which the job's result was made belongs to somebody else by now. */
    boolean isGone(Job job) {
        return job.source().isGone();
    }

    private @Nullable Job deliveryFailed(Job job, Throwable failure) {
        if (failure instanceof TransactionFailedException broken) {
            // All of the transaction is delivered again: there is nothing to decide about this record.
            door.fail(broken);
            return end(job, Outcome.Plain.DROPPED);
        }
        if (job.source().isGone()) {
            return abandon(job, sinkSide);
        }
        return recovery.failed(job, sinkSide.failed(job, failure, now()));
    }

    @SuppressWarnings("ReferenceEquality") // the shared stage is known by identity, so that it costs nothing
    private static boolean isImmediate(CompletionStage<Ack> acknowledgement) {
        return acknowledgement == Ack.now();
    }

    private @Nullable Job awaitAcknowledgement(Job job, CompletionStage<Ack> acknowledgement, long beganNanos) {
        given(job);
        Job next = sinkKeepsOrder ? releaseEarly(job) : null;
        Delivery delivery = new Delivery(job, beganNanos, this::delivered);
        bound(delivery, isBoundBySink);
        delivery.listenTo(acknowledgement);
        return next;
    }

    /** Sees to it that the delivery ends, whatever its sink does: in time, or else with its partition at the latest. */
    final void bound(Delivery delivery, boolean isBoundByItself) {
        if (isBoundByItself) {
            return;
        }
        if (deliveryTimeoutNanos > 0) {
            delivery.expireAfter(deliveryTimeoutNanos, scheduler);
        } else {
            delivery.endWithItsPartition(unbounded);
        }
    }

    /** Ends the deliveries of partitions that have gone, where nothing else would ever end them. Called by the poll thread. */
    final void abandonGone() {
        unbounded.abandonGone();
    }

    /** The sink keeps the order from here on. */
    @Nullable
    Job releaseEarly(Job job) {
        return Lane.release(job);
    }

    /**
     * The sink has acknowledged it. The lane of one that was released early is left alone: to look into the job would be a trip
     * to another core's cache, on the sink's own thread.
     */
    @Nullable
    Job endDelivered(Job job, long nowNanos) {
        if (sinkKeepsOrder) {
            complete(job, Outcome.Plain.ACKED, nowNanos);
            return null;
        }
        return end(job, Outcome.Plain.ACKED, nowNanos);
    }

    /** The sink's word. Called once for each delivery, by whatever thread the sink has, or by the timer. */
    private void delivered(Job job, long beganNanos, @Nullable Throwable failure) {
        try {
            settleDelivered(job, beganNanos, failure);
        } catch (Throwable e) { // nobody hears what a callback throws
            broke(e);
        }
    }

    private void settleDelivered(Job job, long beganNanos, @Nullable Throwable failure) {
        answered();
        if (failure == null) {
            long now = now();
            sinkSide.delivered(job);
            sinkSide.took(beganNanos, now);
            submitNext(leave(endDelivered(job, now)));
        } else {
            submitNext(leave(deliveryFailed(job, failure)));
        }
    }

    /** The sink has it. */
    final void given(Job job) {
        job.delivering();
        deliveries.given();
    }

    /** The sink has one less. Where its records count, there is room for another. */
    final void answered() {
        deliveries.answered();
        onRoom.run();
    }

    private static Throwable reason(Throwable failure, boolean interrupted) {
        return interrupted ? new AttemptTimeoutException(failure) : failure;
    }

    /**
     * Gives the job its outcome. The lane is released first, so that its last job is gone when the lane is forgotten. After
     * a halt it isn't released: what comes behind the failed record has to wait for the restart with it.
     */
    @Nullable
    Job end(Job job, Outcome outcome, long nowNanos) {
        Job next = outcome instanceof Outcome.Halted ? null : Lane.release(job);
        complete(job, outcome, nowNanos);
        return next;
    }

    /** The engine's own code has thrown this, and a job may be without an outcome for it: the poll thread ends the engine. */
    final void broke(Throwable failure) {
        completions.broke(failure);
    }

    /** Tells the poll thread. */
    final void complete(Job job, Outcome outcome, long nowNanos) {
        completions.complete(job, outcome, nowNanos);
    }

    /** Gives the job its outcome now. */
    final @Nullable Job end(Job job, Outcome outcome) {
        return end(job, outcome, now());
    }

    final long now() {
        return scheduler.nanoTime();
    }

    /** Nothing is left to try with this job. True if it is tried in another way, so that nobody has to give it up. */
    boolean fallBack(Job job) {
        return false;
    }

    /** Queues the next job of a lane, if there is one. Any thread. */
    final void submitNext(@Nullable Job job) {
        if (job != null) {
            stages.getFirst().submit(job);
        }
    }
}
