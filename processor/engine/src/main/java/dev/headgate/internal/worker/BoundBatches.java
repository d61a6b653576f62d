package dev.headgate.internal.worker;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.JobState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The batches of which one result is on its way, each by its first job, which carries the result. The others are bound to
 * that one: they end as it does. Thread-safe.
 */
final class BoundBatches {
    /** What ends with the first job: its own run, and those of other lanes. */
    static final class Bound {
        private final Batch batch;
        private final List<Batch.Run> runs;

        private Bound(Batch batch) {
            this.batch = batch;
            this.runs = new ArrayList<>(batch.runs());
        }

        /** The batch as it was handled. */
        Batch batch() {
            return batch;
        }

        /** The runs that are still bound; nobody else gets them after that. */
        synchronized List<Batch.Run> takeAll() {
            List<Batch.Run> taken = List.copyOf(runs);
            runs.clear();
            return taken;
        }

        private synchronized List<Batch.Run> takeRevoked() {
            List<Batch.Run> taken = new ArrayList<>();
            for (Iterator<Batch.Run> each = runs.iterator(); each.hasNext(); ) {
                Batch.Run run = each.next();
                if (!run.head().source().isOwned()) {
                    each.remove();
                    taken.add(run);
                }
            }
            return taken;
        }
    }

    private final Map<Job, Bound> byFirst = new ConcurrentHashMap<>();

    /** The batch's first job carries its result from here on. */
    void bind(Batch batch) {
        for (Job job : batch.jobs()) {
            if (job != batch.first()) {
                BatchNote.put(job, BatchNote.Plain.BOUND);
            }
        }
        byFirst.put(batch.first(), new Bound(batch));
    }

    /** The batch whose result this job carries. */
    Optional<Batch> batchOf(Job job) {
        return Optional.ofNullable(byFirst.get(job)).map(Bound::batch);
    }

    boolean isFirst(Job job) {
        return byFirst.containsKey(job);
    }

    /**
     * Whether a record of this job's batch is not ours any more.
     *
     * @param orAboutToGo whether one counts whose partition is being revoked
     */
    boolean hasLost(Job first, boolean orAboutToGo) {
        Bound bound = byFirst.get(first);
        return bound != null
                && bound.batch().runs().stream()
                        .map(run -> run.head().source())
                        .anyMatch(source -> orAboutToGo ? !source.isOwned() : source.isGone());
    }

    /** What is bound to this job; nobody else gets it after that. */
    Optional<Bound> unbind(Job first) {
        return Optional.ofNullable(byFirst.remove(first));
    }

    /**
     * A run whose partition goes away.
     *
     * @param isOfTheFirst whether its head carries the batch's result. That one is ended by the worker who comes upon it, perhaps
     *     at this very moment, so it has to be known from when the run was taken
     */
    record Revoked(Batch.Run run, boolean isOfTheFirst) {}

    /** Runs whose partitions go away while their batch only waits: for its next attempt, or for the sink to come back. */
    List<Revoked> takeRevokedThatWait() {
        List<Revoked> taken = new ArrayList<>();
        byFirst.forEach((first, bound) -> {
            if (first.state() == JobState.QUEUED || first.state() == JobState.DROPPED) {
                bound.takeRevoked().forEach(run -> taken.add(new Revoked(run, run.head() == first)));
            }
        });
        return taken;
    }

    /** How many records are bound to others. */
    int size() {
        return byFirst.values().stream()
                .mapToInt(bound -> bound.batch.size() - 1)
                .sum();
    }
}
