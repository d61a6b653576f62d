package dev.headgate;

import dev.headgate.api.BatchOptions;
import dev.headgate.api.Ordering;
import dev.headgate.api.Sink;
import dev.headgate.api.StageHandler;
import dev.headgate.api.StageOptions;
import dev.headgate.worker.DecodingAsyncHandler;
import dev.headgate.worker.DecodingBatchHandler;
import dev.headgate.worker.Pipeline;
import dev.headgate.worker.StageWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stages as the builder was told of them, until the engine is made. The builder's types have made sure that each stage
 * gets what the one before returns, so that the types are let go of here. Not thread-safe.
 */
final class PipelineDraft {
    private Optional<Function<Monitoring, StageWork>> first = Optional.empty();
    private Optional<BatchOptions> batches = Optional.empty();
    private final List<Pipeline.StageSpec> later = new ArrayList<>();

    private void first(Function<Monitoring, StageWork> work) {
        if (first.isPresent()) {
            throw new IllegalStateException(
                    "the builder has a handler already: call handler(), asyncHandler() or batchHandler()"
                            + " once, and add what comes after it with stage()");
        }
        first = Optional.of(work);
    }

    /** @throws IllegalArgumentException in one line, if it is null after all */
    static <T> T given(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return value;
    }

    void oneByOne(StageHandler<?, ?> decoding) {
        StageWork work = new StageWork.OneByOne(untyped(decoding));
        first(_ -> work);
    }

    void async(DecodingAsyncHandler<?, ?, ?> decoding) {
        StageWork work = new StageWork.Async(decoding);
        first(_ -> work);
    }

    void batches(BatchOptions options, DecodingBatchHandler<?, ?, ?> decoding) {
        DecodingBatchHandler<Object, Object, Object> handler = untypedBatch(decoding);
        batches = Optional.of(options);
        first(watching -> new StageWork.Batches(options, handler, watching.batchSizes()));
    }

    void later(String name, StageOptions options, StageHandler<?, ?> handler) {
        later.add(new Pipeline.StageSpec(name, options, untyped(handler)));
    }

    /** @throws IllegalArgumentException if batches can't be made of what the queue holds, or not in this order */
    void check(int queueRecords, Ordering ordering) {
        batches.ifPresent(options -> {
            if (options.count() > queueRecords) {
                throw new IllegalArgumentException("a batch of " + options.count()
                        + " records can never fill with a queue capacity of " + queueRecords
                        + ": take smaller batches or a larger queue");
            }
            if (options.per() == BatchOptions.Per.KEY && ordering == Ordering.UNORDERED) {
                throw new IllegalArgumentException(
                        "batches per key need the ordering key or partition, not unordered: nothing else keeps a key"
                                + " together");
            }
        });
    }

    /** @param handling workers and rate of the first stage */
    List<Pipeline.StageSpec> stages(StageOptions handling, Monitoring monitoring) {
        List<Pipeline.StageSpec> stages = new ArrayList<>();
        stages.add(
                new Pipeline.StageSpec("handler", handling, first.orElseThrow().apply(monitoring)));
        stages.addAll(later);
        return stages;
    }

    @SuppressWarnings("unchecked")
    private static StageHandler<Object, Object> untyped(StageHandler<?, ?> handler) {
        return (StageHandler<Object, Object>) handler;
    }

    @SuppressWarnings("unchecked")
    private static DecodingBatchHandler<Object, Object, Object> untypedBatch(DecodingBatchHandler<?, ?, ?> handler) {
        return (DecodingBatchHandler<Object, Object, Object>) handler;
    }

    @SuppressWarnings("unchecked")
    static Sink<Object> untypedSink(Sink<?> sink) {
        return (Sink<Object>) sink;
    }
}
