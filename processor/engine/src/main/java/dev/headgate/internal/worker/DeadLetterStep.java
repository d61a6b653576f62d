package dev.headgate.internal.worker;

import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.Sink;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.state.Outcome;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a record to the dead-letter sink, once the retries have ended and the policy says dead-letter. Only a worker starts
 * a delivery, never a sink's callback or the timer, since the dead-letter sink may block. Holds no state of a job; shared by all
 * workers and by that sink's callbacks.
 */
final class DeadLetterStep {
    private final Optional<Sink<DeadLetter>> sink;
    private final DeliveryStep deliveries;
    private final JobEnds ends;
    private final Recovery recovery;
    private final SinkGate gate;

    DeadLetterStep(Optional<Sink<DeadLetter>> sink, DeliveryStep deliveries, JobEnds ends, Recovery recovery) {
        this.sink = sink;
        this.deliveries = deliveries;
        this.ends = ends;
        this.recovery = recovery;
        this.gate = deliveries.gate();
    }

    /**
     * Delivers the dead letter of a running job. Called by a worker.
     *
     * @return the job of the same lane that may start now; {@code null} if there is none, or not yet
     */
    @Nullable
    Job deliver(Job job, AttemptWatch watch, Scheduler scheduler) {
        if (!gate.enter(job, watch, scheduler)) {
            return ends.end(job, Outcome.Plain.DROPPED);
        }
        if (deliveries.isGone(job)) {
            watch.end();
            return deliveries.leave(ends.end(job, Outcome.Plain.DROPPED));
        }
        LateNotice late = new LateNotice(job, recovery, scheduler);
        late.begin();
        CompletionStage<Ack> acknowledgement;
        try {
            acknowledgement = Objects.requireNonNull(
                    sink.orElseThrow().deliver(letterOf(job), job), "the dead-letter sink returned no stage");
        } catch (Throwable failure) { // whatever a sink throws is the delivery's failure, never the worker's end
            watch.end();
            late.end();
            return deliveries.leave(failed(job, failure));
        }
        watch.end();
        deliveries.given(job);
        Delivery delivery = new Delivery(job, Downstream.NOT_TIMED, (ended, began, failure) -> {
            late.end();
            delivered(ended, failure);
        });
        deliveries.bound(delivery, sink.orElseThrow().boundsDelivery());
        delivery.listenTo(acknowledgement);
        return null;
    }

    /** With headers of its own for each attempt: what a sink adds to them is not there twice. */
    private static DeadLetter letterOf(Job job) {
        GivenUp givenUp = (GivenUp) job.value();
        return new DeadLetter(job.asDelivered(), givenUp.reason(), givenUp.attempts());
    }

    private void delivered(Job job, @Nullable Throwable failure) {
        try {
            deliveries.answered();
            ends.submitNext(deliveries.leave(
                    failure == null ? ends.end(job, Outcome.Plain.DEAD_LETTERED) : failed(job, failure)));
        } catch (Throwable e) { // nobody hears what a callback throws
            ends.broke(e);
        }
    }

    private @Nullable Job failed(Job job, Throwable failure) {
        if (failure instanceof TransactionFailedException broken) {
            gate.fail(broken);
            return ends.end(job, Outcome.Plain.DROPPED);
        }
        return recovery.deadLetterFailed(job, failure);
    }
}
