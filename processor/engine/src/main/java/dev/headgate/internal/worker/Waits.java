package dev.headgate.internal.worker;

import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.dispatch.Job;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The records that wait for a time to pass. A wait ends early with the ownership of its record's partition. Thread-safe. */
final class Waits {
    private final Scheduler scheduler;
    private final Consumer<Job> goOn;
    private final Set<Wait> open = ConcurrentHashMap.newKeySet();

    /** @param goOn brings a job back to where it failed */
    Waits(Scheduler scheduler, Consumer<Job> goOn) {
        this.scheduler = scheduler;
        this.goOn = goOn;
    }

    /** A queued job goes on after this many ns. */
    void goOnAfter(Job job, long nanos) {
        Wait wait = new Wait(job);
        open.add(wait);
        wait.begin(nanos);
        wait.endIfGoing(); // who looked for those that go may have done so just before
    }

    /** Lets those go whose partitions are being revoked or have gone: a worker ends them. What is left of a batch comes back. */
    void endWaits() {
        open.forEach(Wait::endIfGoing);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    private final class Wait {
        private final Job job;
        private final List<SourcePartition> sources;
        private volatile Scheduler.@Nullable Task task;

        private Wait(Job job) {
            this.job = job;
            this.sources = BatchNote.sources(job);
        }

        private void begin(long nanos) {
            task = scheduler.schedule(this::end, nanos);
        }

        private void endIfGoing() {
            if (BatchNote.areGoing(sources)) {
                end();
            }
        }

        private void end() {
            if (open.remove(this)) {
                Scheduler.Task present = task;
                if (present != null) {
                    present.cancel();
                }
                goOn.accept(job);
            }
        }

        /** By the record, not by the address, so that a simulation meets the waits in the same order each time. */
        @Override
        public int hashCode() {
            return 31 * job.partition() + Long.hashCode(job.offset());
        }
    }
}
