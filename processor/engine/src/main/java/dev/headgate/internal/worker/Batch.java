package dev.headgate.internal.worker;

import dev.headgate.api.BatchContext;
import dev.headgate.api.RecordContext;
import dev.headgate.internal.dispatch.Job;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that are handled together, lane by lane. Owned by the {@link BatchAssembler} while it is gathered, and then by
 * the worker that runs it, or the timer for which it waits; the handler reads its context from any thread.
 */
final class Batch implements BatchContext {
    /** Jobs of one lane, one behind the other without a gap. The first owns the lane, for itself and for the others. */
    static final class Run {
        private final List<Job> jobs = new ArrayList<>(1);

        private Run(Job head) {
            jobs.add(head);
        }

        long lane() {
            return head().lane();
        }

        Job head() {
            return jobs.getFirst();
        }

        Job last() {
            return jobs.getLast();
        }

        /** Those that the first owns the lane for. */
        List<Job> followers() {
            return jobs.subList(1, jobs.size());
        }

        List<Job> jobs() {
            return jobs;
        }

        /** From this place on they are no part of the batch any more; they are still in their lane. */
        void cutAt(int index) {
            jobs.subList(index, jobs.size()).clear();
        }
    }

    private final Object group;
    private final long dueNanos;
    private final List<Run> runs = new ArrayList<>();
    private int size;
    private long bytes;
    private volatile int failures;

    /**
     * @param group what its records have in common
     * @param dueNanos when it waits no longer for more
     */
    Batch(Object group, long dueNanos) {
        this.group = group;
        this.dueNanos = dueNanos;
    }

    /** A batch of one, which waits for no more. */
    static Batch of(Job job) {
        Batch alone = new Batch(job, 0);
        alone.begin(job);
        return alone;
    }

    Object group() {
        return group;
    }

    boolean isDue(long nowNanos) {
        return dueNanos - nowNanos <= 0;
    }

    long dueNanos() {
        return dueNanos;
    }

    // ---- gathering ----

    /** Adds a job that owns its lane. */
    Run begin(Job head) {
        Run run = new Run(head);
        runs.add(run);
        count(head);
        return run;
    }

    /** Adds the job behind the run's last. */
    void extend(Run run, Job next) {
        run.jobs.add(next);
        count(next);
    }

    private void count(Job job) {
        size++;
        bytes += job.bytes();
    }

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    // ---- running ----

    List<Run> runs() {
        return runs;
    }

    Job first() {
        return runs.getFirst().head();
    }

    /** All of them, in the order in which the handler sees them. */
    List<Job> jobs() {
        List<Job> all = new ArrayList<>(size);
        runs.forEach(run -> all.addAll(run.jobs));
        return all;
    }

    /** Forgets runs of which nothing is left, and counts again. Returns whether anything is left at all. */
    boolean compact() {
        runs.removeIf(run -> run.jobs.isEmpty());
        size = runs.stream().mapToInt(run -> run.jobs.size()).sum();
        return size > 0;
    }

    /** Another attempt has failed. Returns how many have. */
    int failed() {
        int all = failures + 1; // its one owner writes; the handler's threads read
        failures = all;
        return all;
    }

    int failures() {
        return failures;
    }

    /** Names it in messages. */
    @Override
    public String toString() {
        return size == 1 ? first().toString() : first() + " and " + (size - 1) + " more";
    }

    // ---- BatchContext ----

    @Override
    public int attempt() {
        return size == 1 ? first().attempt() : failures + 1;
    }

    @Override
    public boolean isCancelled() {
        return first().isOutOfTime() || isGone();
    }

    /** Whether all of it has gone to other owners. */
    boolean isGone() {
        return runs.stream().allMatch(run -> run.head().source().isGone());
    }

    @Override
    public RecordContext context(int index) {
        int place = index;
        for (Run run : runs) {
            if (place < run.jobs.size()) {
                return run.jobs.get(place);
            }
            place -= run.jobs.size();
        }
        throw new IndexOutOfBoundsException("no record " + index + " in a batch of " + size);
    }
}
