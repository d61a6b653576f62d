package dev.headgate.internal.worker;

import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.dispatch.Job;
import java.util.List;
import java.util.Optional;

/**
 * What is to become of a job of a batch when somebody comes upon it. It stands in the place of the job's input, which a
 * batch handler doesn't need: it takes the record. A job with its record there is as new.
 */
sealed interface BatchNote {
    /** The job stands for this batch, which is ready to be handled. */
    record Ready(Batch batch) implements BatchNote {}

    /** It failed while an earlier one of its lane was under way, and this has to be dealt with now that its turn is here. */
    record Failed(Throwable reason) implements BatchNote {}

    /** Notes that say everything by being there. */
    enum Plain implements BatchNote {
        /** It is to be handled by itself. */
        ALONE,
        /** It ends with the first of its batch, whose result covers it. */
        BOUND
    }

    /** The note on a job that has its handler before it; empty if it is as new. */
    static Optional<BatchNote> on(Job job) {
        return job.step() == 0 && job.value() instanceof BatchNote note ? Optional.of(note) : Optional.empty();
    }

    /** Whether it has its handler before it and nothing is noted. */
    static boolean isNew(Job job) {
        return job.step() == 0 && !(job.value() instanceof BatchNote);
    }

    /** Whether this note is on the job. */
    static boolean is(Job job, Plain note) {
        return job.step() == 0 && job.value() == note;
    }

    /** Puts the note on a job that is to be handled, or handled again. */
    static void put(Job job, BatchNote note) {
        job.step(0, note);
    }

    /** Takes the note off. */
    static void clear(Job job) {
        job.step(0, job.record());
    }

    /** The partitions of a queued job, or of the batch that it stands for. Called while nobody else has it. */
    static List<SourcePartition> sources(Job job) {
        return job.step() == 0 && job.value() instanceof Ready(Batch batch)
                ? batch.runs().stream().map(run -> run.head().source()).toList()
                : List.of(job.source());
    }

    /** How many records a queued job stands for. Called while nobody else has it. */
    static int records(Job job) {
        return job.step() == 0 && job.value() instanceof Ready(Batch batch) ? batch.size() : 1;
    }

    /** Whether one of these partitions is being revoked or has gone. */
    static boolean areGoing(List<SourcePartition> sources) {
        return sources.stream().anyMatch(source -> !source.isOwned());
    }
}
