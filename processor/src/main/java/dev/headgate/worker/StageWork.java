package dev.headgate.worker;

import dev.headgate.api.BatchOptions;
import dev.headgate.api.StageHandler;
import java.util.function.IntConsumer;

/** What a stage does with its records. */
public sealed interface StageWork {
    /** One after the other on each worker, which waits until each is done. */
    record OneByOne(StageHandler<Object, Object> handler) implements StageWork {}

    /** Each begun by a worker, and done without one. */
    record Async(DecodingAsyncHandler<?, ?, ?> handler) implements StageWork {}

    /**
     * Several together.
     *
     * @param sizes hears the size of each batch that is handed to the handler; called by workers
     */
    record Batches(BatchOptions options, DecodingBatchHandler<Object, Object, Object> handler, IntConsumer sizes)
            implements StageWork {}

    /** What a worker calls for a single record. */
    default StageHandler<Object, Object> oneByOne() {
        return switch (this) {
            case OneByOne(var handler) -> handler;
            case Async _, Batches _ ->
                (input, context) -> {
                    throw new IllegalStateException("records of this stage don't go one by one");
                };
        };
    }
}
