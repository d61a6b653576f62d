package dev.headgate.internal.worker;

import dev.headgate.api.Ack;
import dev.headgate.api.RecordContext;
import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Lane;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.state.Outcome;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The last step of a job that goes well: its result to the sink, and the sink's word back. Holds no state of a job itself; shared
 * by all workers and by the sink's callbacks.
 */
class DeliveryStep {
    private final Sink<Object> sink;
    private final Downstream sinkSide;
    final JobEnds ends;
    private final Recovery recovery;
    private final Scheduler scheduler;
    private final long timeoutNanos;
    private final boolean sinkKeepsOrder;
    private final boolean isThereASink;
    private final boolean isBoundBySink;
    private final OpenDeliveries unbounded = new OpenDeliveries();
    private final SinkGate gate;
    private final DeliveryCount deliveries = new DeliveryCount();
    private Runnable onRoom = () -> {};

    /** @param timeoutNanos how long a sink may take to acknowledge; 0 for no limit of the engine's own */
    DeliveryStep(
            Sink<Object> sink,
            Downstream sinkSide,
            JobEnds ends,
            Recovery recovery,
            Scheduler scheduler,
            long timeoutNanos) {
        this.sink = sink;
        this.sinkSide = sinkSide;
        this.ends = ends;
        this.recovery = recovery;
        this.scheduler = scheduler;
        this.timeoutNanos = timeoutNanos;
        this.sinkKeepsOrder = sink.keepsOrder();
        // Tried again by the engine, a record would come behind those that such a sink took after it.
        this.isBoundBySink = sink.boundsDelivery() && (sinkKeepsOrder || timeoutNanos == 0);
        this.isThereASink = !Sink.none().equals(sink);
        this.gate = SinkGate.of(sink);
    }

    /** Called once, before the first job: who hears that the sink has one record less, where that makes room for another. */
    void onRoom(Runnable listener) {
        onRoom = listener;
    }

    /** Deliveries that the sink has taken and not acknowledged yet. */
    int delivering() {
        return deliveries.present();
    }

    /** What holds deliveries back between two transactions. */
    SinkGate gate() {
        return gate;
    }

    /**
     * Hands a handled job's result to the sink. Called by a worker with the job's attempt under way.
     *
     * @param beganNanos when the handler began, or {@link Downstream#NOT_TIMED}
     * @return the job of the same lane that may start now; {@code null} if there is none, or not yet
     */
    @Nullable
    Job deliver(Job job, AttemptWatch watch, long beganNanos) {
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
        if (!gate.enter(job, watch, scheduler)) {
            return ends.end(job, Outcome.Plain.DROPPED);
        }
        if (gate.isThere() && isGone(job)) { // it may have gone while this waited at the gate
            watch.end();
            return leave(goneBeforeDelivery(job));
        }
        CompletionStage<Ack> acknowledgement;
        try {
            acknowledgement =
                    Objects.requireNonNull(sink.deliver(job.value(), contextOf(job)), "the sink returned no stage");
        } catch (Throwable failure) { // whatever a sink throws is the delivery's failure, never the worker's end
            boolean interrupted = watch.end();
            return leave(deliveryFailed(job, AttemptTimeoutException.or(failure, interrupted)));
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
        return ends.end(job, Outcome.Plain.ACKED, nowNanos);
    }

    /** Whether deliveries go into transactions. */
    final boolean isExact() {
        return gate.isThere();
    }

    /** What belongs to a job's delivery has happened. Returns what it was given. */
    final @Nullable Job leave(@Nullable Job next) {
        gate.leave();
        return next;
    }

    /** Its partition's next owner delivers it, perhaps has already, and what comes after it too. */
    private @Nullable Job goneBeforeDelivery(Job job) {
        return ends.fallBack(job) ? null : ends.end(job, Outcome.Plain.DROPPED);
    }

    /** Whether anything of which the job's result was made belongs to somebody else by now. */
    boolean isGone(Job job) {
        return job.source().isGone();
    }

    private @Nullable Job deliveryFailed(Job job, Throwable failure) {
        if (failure instanceof TransactionFailedException broken) {
            // All of the transaction is delivered again: there is nothing to decide about this record.
            gate.fail(broken);
            return ends.end(job, Outcome.Plain.DROPPED);
        }
        if (job.source().isGone()) {
            return recovery.abandon(job, sinkSide, scheduler.nanoTime());
        }
        return recovery.failed(job, sinkSide.failed(job, failure, scheduler.nanoTime()));
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
        if (timeoutNanos > 0) {
            delivery.expireAfter(timeoutNanos, scheduler);
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
            ends.complete(job, Outcome.Plain.ACKED, nowNanos);
            return null;
        }
        return ends.end(job, Outcome.Plain.ACKED, nowNanos);
    }

    /** The sink's word. Called once for each delivery, by whatever thread the sink has, or by the timer. */
    private void delivered(Job job, long beganNanos, @Nullable Throwable failure) {
        try {
            settleDelivered(job, beganNanos, failure);
        } catch (Throwable e) { // nobody hears what a callback throws
            ends.broke(e);
        }
    }

    private void settleDelivered(Job job, long beganNanos, @Nullable Throwable failure) {
        answered();
        if (failure == null) {
            long now = scheduler.nanoTime();
            sinkSide.delivered(job);
            sinkSide.took(beganNanos, now);
            ends.submitNext(leave(endDelivered(job, now)));
        } else {
            ends.submitNext(leave(deliveryFailed(job, failure)));
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
}
