package dev.headgate.worker;

import dev.headgate.dispatch.Job;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One delivery that a sink has taken and not acknowledged yet. Hears the first word, be it the sink's or the timer's, and
 * no other: what a delivery that has run out of time says later changes nothing.
 */
@SuppressWarnings("serial") // the atomic base class saves an object for each delivery; nobody serialises it
final class Delivery extends AtomicBoolean implements BiConsumer<Object, @Nullable Throwable> {
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

    @Override
    public void accept(Object acknowledgement, @Nullable Throwable failure) {
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
            onWord.ended(job, beganNanos, failure);
        }
    }
}
