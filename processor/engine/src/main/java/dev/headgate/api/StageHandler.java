package dev.headgate.api;

/**
 * A later stage of the pipeline: takes what the stage before it returned.
 *
 * @param <I> what comes in
 * @param <O> what is handed to the next stage, or to the sink
 */
@FunctionalInterface
public interface StageHandler<I, O> {
    /**
     * Handles one input. Called on one of the stage's own workers; may block; is interrupted when its time is up. A retry
     * starts again at this stage, with the same input.
     *
     * @throws DownstreamUnavailableException if what it calls takes nothing from anyone just now: its circuit opens
     * @throws HaltException if no other record would fare better: the engine halts
     * @throws RejectedRecordException if another attempt cannot help
     * @throws Exception any other failure (the package has a table of all): the input is tried again under the {@link RetryPolicy}
     */
    O handle(I input, RecordContext context) throws Exception;
}
