package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.Job;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One delivery that a sink has taken and not acknowledged yet. Hears the first word, be it the sink's or the timer's, and
 * no other: what a delivery that has run out of time says later changes nothing.
 */
@SuppressWarnings("serial") // the atomic base class saves an object for each delivery; nobody serialises it
final class Delivery extends AtomicBoolean implements BiConsumer<@Nullable Object, @Nullable Throwable> {
    /** Hears how a delivery ended. Called by whatever thread the sink has, or by the timer. */
    @FunctionalInterface
    interface Listener {
        /**
         * The first word about it.
         *
         * @param beganNanos when the attempt began, or {@link Downstream#NOT_TIMED}
         */
        void ended(Job job, long beganNanos, @Nullable Throwable failure);
    }

    private final Job job;
    private final long beganNanos;
    private final Listener onWord;
    private Scheduler.@Nullable Task timeout;
    private @Nullable OpenDeliveries open;

    Delivery(Job job, long beganNanos, Listener onWord) {
        this.job = job;
        this.beganNanos = beganNanos;
        this.onWord = onWord;
    }

    /** Called before the sink can speak. */
    void expireAfter(long nanos, Scheduler scheduler) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        timeout = scheduler.schedule(() -> hear(new AttemptTimeoutException(millis)), nanos);
    }

    /** Nothing else bounds it, so it ends with its partition. Called before the sink can speak. */
    void endWithItsPartition(OpenDeliveries among) {
        open = among;
        among.add(this);
        if (isGone()) {
            abandon(); // who looked for the gone ones may have done so just before
        }
    }

    boolean isGone() {
        return job.source().isGone();
    }

    /** Its partition has gone, and nobody waits for the sink's word any more. Called by the poll thread. */
    void abandon() {
        hear(new CancellationException("the partition has gone"));
    }

    /** By the record, not by the address, so that a simulation meets open deliveries in the same order each time. */
    @Override
    public int hashCode() {
        return 31 * job.partition() + Long.hashCode(job.offset());
    }

    /** Waits for the stage's word. One that can't be listened to has failed: it may be of the user's own making. */
    void listenTo(CompletionStage<?> stage) {
        try {
            var _ = stage.whenComplete(this);
        } catch (Throwable e) {
            accept(null, e);
        }
    }

    @Override
    public void accept(@Nullable Object acknowledgement, @Nullable Throwable failure) {
        if (timeout != null) {
            timeout.cancel();
        }
        hear(
                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure);
    }

    private void hear(@Nullable Throwable failure) {
        if (compareAndSet(false, true)) {
            if (open != null) {
                open.remove(this);
            }
            onWord.ended(job, beganNanos, failure);
        }
    }
}
