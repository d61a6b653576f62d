package dev.headgate.internal.worker;

import dev.headgate.api.AsyncRecordHandler;
import dev.headgate.api.BatchHandler;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.StageHandler;
import java.util.Optional;
import java.util.function.IntConsumer;

/** What a stage does with its records. The first of them decodes too. */
public sealed interface StageWork {
    /** One after the other on each worker, which waits until each is done. All workers share the handler. */
    record OneByOne(StageHandler<Object, Object> handler) implements StageWork {}

    /** The same with records that are decoded first. */
    record Decoded(Decoders<Object, Object> decoders, RecordHandler<Object, Object, Object> handler)
            implements StageWork {}

    /** Each begun by a worker, and done without one. */
    record Async(Decoders<Object, Object> decoders, AsyncRecordHandler<Object, Object, Object> handler)
            implements StageWork {}

    /**
     * Several together.
     *
     * @param sizes hears the size of each batch that is handed to the handler; called by workers
     */
    record Batches(
            BatchOptions options,
            Decoders<Object, Object> decoders,
            BatchHandler<Object, Object, Object> handler,
            IntConsumer sizes)
            implements StageWork {}

    /** One by one. */
    @SuppressWarnings("unchecked") // it gets what these deserializers make
    static <K, V> StageWork decoded(Decoders<K, V> decoders, RecordHandler<K, V, ?> handler) {
        return new Decoded((Decoders<Object, Object>) decoders, (RecordHandler<Object, Object, Object>) handler);
    }

    /** Without a thread. */
    @SuppressWarnings("unchecked") // as above
    static <K, V> StageWork async(Decoders<K, V> decoders, AsyncRecordHandler<K, V, ?> handler) {
        return new Async((Decoders<Object, Object>) decoders, (AsyncRecordHandler<Object, Object, Object>) handler);
    }

    /** Several together. */
    @SuppressWarnings("unchecked") // as above
    static <K, V> StageWork batches(
            BatchOptions options, Decoders<K, V> decoders, BatchHandler<K, V, ?> handler, IntConsumer sizes) {
        return new Batches(
                options, (Decoders<Object, Object>) decoders, (BatchHandler<Object, Object, Object>) handler, sizes);
    }

    /** The deserializers, where it has any. */
    default Optional<Decoders<Object, Object>> decoding() {
        return switch (this) {
            case OneByOne _ -> Optional.empty();
            case Decoded work -> Optional.of(work.decoders());
            case Async work -> Optional.of(work.decoders());
            case Batches work -> Optional.of(work.decoders());
        };
    }
}
