package dev.headgate.internal.worker;

import dev.headgate.api.Ack;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.state.Outcome;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a record that is given up goes through instead of its delivery: the dead-letter sink. Holds no state of a job; shared by
 * all workers and by that sink's callbacks.
 */
final class DeadLetterStep {
    private final JobRunner runner;
    private final Recovery recovery;
    private final TransactionDoor door;

    DeadLetterStep(JobRunner runner, Recovery recovery, TransactionDoor door) {
        this.runner = runner;
        this.recovery = recovery;
        this.door = door;
    }

    /**
     * Delivers the dead letter of a running job. Called by a worker.
     *
     * @return the job of the same lane that may start now; {@code null} if there is none, or not yet
     */
    @Nullable
    Job deliver(Job job, AttemptWatch watch, Scheduler scheduler) {
        if (!door.enter(job, watch, scheduler)) {
            return runner.end(job, Outcome.Plain.DROPPED);
        }
        if (runner.isGone(job)) {
            watch.end();
            return runner.leave(runner.end(job, Outcome.Plain.DROPPED));
        }
        LateNotice late = new LateNotice(job, recovery, scheduler);
        late.begin();
        CompletionStage<Ack> acknowledgement;
        try {
            acknowledgement = recovery.deliverDeadLetter(job);
        } catch (Throwable failure) { // whatever a sink throws is the delivery's failure, never the worker's end
            watch.end();
            late.end();
            return runner.leave(failed(job, failure));
        }
        watch.end();
        runner.given(job);
        Delivery delivery = new Delivery(job, Downstream.NOT_TIMED, (ended, began, failure) -> {
            late.end();
            delivered(ended, failure);
        });
        runner.bound(delivery, recovery.boundsDeadLetters());
        delivery.listenTo(acknowledgement);
        return null;
    }

    private void delivered(Job job, @Nullable Throwable failure) {
        try {
            runner.answered();
            runner.submitNext(runner.leave(
                    failure == null ? runner.end(job, Outcome.Plain.DEAD_LETTERED) : failed(job, failure)));
        } catch (Throwable e) { // nobody hears what a callback throws
            runner.broke(e);
        }
    }

    private @Nullable Job failed(Job job, Throwable failure) {
        if (failure instanceof TransactionFailedException broken) {
            door.fail(broken);
            return runner.end(job, Outcome.Plain.DROPPED);
        }
        return recovery.deadLetterFailed(job, failure);
    }
}
