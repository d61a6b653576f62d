package dev.headgate;

import dev.headgate.api.AsyncRecordHandler;
import dev.headgate.api.BatchHandler;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.Ordering;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.Sink;
import dev.headgate.api.StageHandler;
import dev.headgate.api.StageOptions;
import dev.headgate.internal.worker.Decoders;
import dev.headgate.internal.worker.Pipeline;
import dev.headgate.internal.worker.StageWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The stages as the builder was told of them, until the engine is made. The builder's types have made sure that each stage
 * gets what the one before returns, so that the types are let go of here. Immutable.
 */
final class PipelineSpec {
    private final Decoders<?, ?> decoders;
    private final Function<Monitoring, StageWork> first;
    private final Optional<BatchOptions> batches;
    private final List<Pipeline.StageSpec> later;

    private PipelineSpec(
            Decoders<?, ?> decoders,
            Function<Monitoring, StageWork> first,
            Optional<BatchOptions> batches,
            List<Pipeline.StageSpec> later) {
        this.decoders = decoders;
        this.first = first;
        this.batches = batches;
        this.later = later;
    }

    /** @throws IllegalArgumentException in one line, if it is null after all */
    static <T> T given(@Nullable T value, String what) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return value;
    }

    /** One pair for all workers. */
    static <K, V> Decoders<K, V> shared(Deserializer<K> keys, Deserializer<V> values) {
        return Decoders.shared(given(keys, "the key's deserializer"), given(values, "the value's deserializer"));
    }

    /** A pair for each worker. */
    static <K, V> Decoders<K, V> perWorker(
            Supplier<? extends Deserializer<K>> keys, Supplier<? extends Deserializer<V>> values) {
        return Decoders.perWorker(
                given(keys, "the supplier of the key's deserializer"),
                given(values, "the supplier of the value's deserializer"));
    }

    static <K, V> PipelineSpec oneByOne(Decoders<K, V> decoding, RecordHandler<K, V, ?> handler) {
        StageWork work = StageWork.decoded(decoding, given(handler, "the handler"));
        return new PipelineSpec(decoding, _ -> work, Optional.empty(), List.of());
    }

    static <K, V> PipelineSpec async(Decoders<K, V> decoding, AsyncRecordHandler<K, V, ?> handler) {
        StageWork work = StageWork.async(decoding, given(handler, "the handler"));
        return new PipelineSpec(decoding, _ -> work, Optional.empty(), List.of());
    }

    static <K, V> PipelineSpec batches(Decoders<K, V> decoding, BatchOptions options, BatchHandler<K, V, ?> handler) {
        given(options, "the batch options");
        given(handler, "the handler");
        return new PipelineSpec(
                decoding,
                watching -> StageWork.batches(options, decoding, handler, watching.batchSizes()),
                Optional.of(options),
                List.of());
    }

    /** This pipeline with one more stage behind it. */
    PipelineSpec with(String name, StageOptions options, StageHandler<?, ?> handler) {
        List<Pipeline.StageSpec> more = new ArrayList<>(later);
        more.add(new Pipeline.StageSpec(name, options, untyped(handler)));
        return new PipelineSpec(decoders, first, batches, List.copyOf(more));
    }

    /**
     * Makes the first deserializers, so that what is wrong with them shows at the start.
     *
     * @param configs the consumer's properties
     * @throws IllegalArgumentException if they can't be made
     */
    void openDecoders(Map<String, ?> configs) {
        decoders.open(configs);
    }

    /** The engine didn't start. */
    void closeDecoders() {
        decoders.close();
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
        stages.add(new Pipeline.StageSpec("handler", handling, first.apply(monitoring)));
        stages.addAll(later);
        return stages;
    }

    @SuppressWarnings("unchecked")
    private static StageHandler<Object, Object> untyped(StageHandler<?, ?> handler) {
        return (StageHandler<Object, Object>) handler;
    }

    @SuppressWarnings("unchecked")
    static Sink<Object> untypedSink(Sink<?> sink) {
        return (Sink<Object>) sink;
    }
}
