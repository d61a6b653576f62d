package dev.headgate.api;

import java.util.Objects;

/**
 * What became of one record of a batch.
 *
 * @param <R> what is handed to the next stage, or to the sink
 */
public sealed interface RecordOutcome<R> {
    /** It is done. */
    record Done<R>(R result) implements RecordOutcome<R> {}

    /** It failed, for a reason that is read as what a {@link RecordHandler} throws. */
    record Failed<R>(Throwable reason) implements RecordOutcome<R> {
        public Failed {
            Objects.requireNonNull(reason, "a record's outcome that is failed needs a reason, not null");
        }
    }

    static <R> RecordOutcome<R> done(R result) {
        return new Done<>(result);
    }

    static <R> RecordOutcome<R> failed(Throwable reason) {
        return new Failed<>(reason);
    }
}
