package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.Job;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells now and then that a dead letter has no answer yet: until it has one its lane stands still. Thread-safe. */
final class LateNotice {
    /** How long a dead letter may take before that is told, and how often it is told again. */
    static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Job job;
    private final Recovery recovery;
    private final Scheduler scheduler;
    private final long beganNanos;
    private boolean ended;
    private Scheduler.@Nullable Task next;

    LateNotice(Job job, Recovery recovery, Scheduler scheduler) {
        this.job = job;
        this.recovery = recovery;
        this.scheduler = scheduler;
        this.beganNanos = scheduler.nanoTime();
    }

    synchronized void begin() {
        if (!ended) {
            next = scheduler.schedule(this::tell, LATE_NANOS);
        }
    }

    private void tell() {
        synchronized (this) {
            if (ended) {
                return;
            }
        }
        recovery.deadLetterIsLate(job, TimeUnit.NANOSECONDS.toSeconds(scheduler.nanoTime() - beganNanos));
        begin();
    }

    synchronized void end() {
        ended = true;
        if (next != null) {
            next.cancel();
        }
    }
}
