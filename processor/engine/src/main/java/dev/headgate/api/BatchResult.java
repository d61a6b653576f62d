package dev.headgate.api;

import java.util.List;

/**
 * What became of a batch.
 *
 * @param <R> what is handed to the next stage, or to the sink
 */
public sealed interface BatchResult<R> {
    /**
     * One result for all records, which is handed on once, with the context of the batch's first record. Its
     * acknowledgement acknowledges them all. Where it can't be delivered, its records are handled again, each alone.
     */
    record Whole<R>(R result) implements BatchResult<R> {}

    /**
     * An outcome for each record, in the order of the batch. Results are handed on and acknowledged one by one, and failed
     * records are tried again one by one. A lane keeps its order: what stands behind a failed record in the same lane is
     * handled again after it, even if it was done.
     *
     * @param outcomes as many as the batch has records
     */
    record PerRecord<R>(List<RecordOutcome<R>> outcomes) implements BatchResult<R> {
        public PerRecord {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** One result for all records. */
    static <R> BatchResult<R> whole(R result) {
        return new Whole<>(result);
    }

    /** Each record is done, with a result of its own. */
    static <R> BatchResult<R> results(List<? extends R> results) {
        return new PerRecord<>(
                results.stream().<RecordOutcome<R>>map(RecordOutcome.Done::new).toList());
    }

    /** Some records are done and some have failed. */
    static <R> BatchResult<R> outcomes(List<RecordOutcome<R>> outcomes) {
        return new PerRecord<>(outcomes);
    }
}
