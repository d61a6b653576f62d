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
     * @throws RejectedRecordException if another attempt cannot help
     * @throws Exception any other failure: the input is tried again under the {@link RetryPolicy}
     */
    O handle(I input, RecordContext context) throws Exception;
}
