package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the open calls of an asynchronous handler: one permit for each, and a line of jobs that wait for one. Nobody
 * blocks. A job that finds no permit stands in line, and the thread that gives one back, or makes room at the gate in another way,
 * passes it to the first in line.
 */
final class AsyncPermits {
    private final WorkerGate gate;
    private final AtomicInteger taken = new AtomicInteger();
    private final JobQueue line;
    private final Consumer<Job> onPermit;

    /** @param onPermit takes a job from the line, with a permit; must not block */
    AsyncPermits(WorkerGate gate, int credits, Consumer<Job> onPermit) {
        this.gate = gate;
        this.line = new JobQueue(credits);
        this.onPermit = onPermit;
    }

    int taken() {
        return taken.get();
    }

    /** True if there is a permit at once. Otherwise the job comes by {@code onPermit}, and is no more the caller's. */
    boolean takeOrWait(Job job) {
        if (tryTake()) {
            return true;
        }
        line.offer(job);
        serveLine(); // one may have come back between the two
        return false;
    }

    /** A call has ended. Any thread. */
    void giveBack() {
        taken.decrementAndGet();
        serveLine();
    }

    /** Looks at the line again after each permit it puts back: a call that came meanwhile found that permit taken. */
    void serveLine() {
        while (!line.isEmpty() && tryTake()) {
            @Nullable Job first = line.poll();
            if (first == null) {
                taken.decrementAndGet();
                Thread.onSpinWait();
            } else {
                onPermit.accept(first);
            }
        }
    }

    private boolean tryTake() {
        int present;
        do {
            present = taken.get();
            if (!gate.hasRoom(present)) {
                return false;
            }
        } while (!taken.compareAndSet(present, present + 1));
        return true;
    }
}
