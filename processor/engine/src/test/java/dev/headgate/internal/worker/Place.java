package dev.headgate.internal.worker;

import dev.headgate.api.Ack;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.RecordOutcome;
import dev.headgate.api.StageOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Where user code is called for a record, and may throw. One worker each, so that one that is lost would be missed. */
enum Place {
    DECODER {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.decoding(1, decoder(thrown), (record, context) -> record);
        }
    },
    DECODER_OF_ASYNCHRONOUS_HANDLER {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.async(1, decoder(thrown), (record, context) -> CompletableFuture.completedStage(record));
        }
    },
    DECODER_OF_BATCH_HANDLER {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.batches(1, TEN, decoder(thrown), (records, context) -> results(records));
        }
    },
    HANDLER {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.decoding(1, BYTES, (record, context) -> throwing(thrown, record.offset(), record));
        }
    },
    ASYNCHRONOUS_HANDLER {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.async(
                    1,
                    (record, context) -> throwing(thrown, record.offset(), CompletableFuture.completedStage(record)));
        }
    },
    ASYNCHRONOUS_STAGE {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.async(1, (record, context) -> stage(thrown.apply(record.offset()), record));
        }
    },
    ASYNCHRONOUS_STAGE_THAT_CANNOT_BE_LISTENED_TO {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.async(1, (record, context) -> deaf(thrown.apply(record.offset()), record));
        }
    },
    BATCH_HANDLER {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.batches(1, TEN, (records, context) -> {
                for (ConsumerRecord<?, ?> record : records) {
                    throwing(thrown, record.offset(), record);
                }
                return results(records);
            });
        }
    },
    OUTCOME_IN_A_BATCH {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.batches(
                    1,
                    TEN,
                    (records, context) -> BatchResult.outcomes(records.stream()
                            .map(record -> outcome(thrown.apply(record.offset()), record))
                            .toList()));
        }
    },
    LATER_STAGE {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.handler(1, (record, context) -> record)
                    .stage(StageOptions.workers(1), (input, context) -> throwing(thrown, context.offset(), input));
        }
    },
    SINK {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.handler(1, (record, context) -> record)
                    .sink((result, context) -> throwing(thrown, context.offset(), Ack.now()));
        }
    },
    STAGE_OF_THE_SINK {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.handler(1, (record, context) -> record)
                    .sink((result, context) -> stage(thrown.apply(context.offset()), Ack.DELIVERED));
        }
    },
    STAGE_OF_THE_SINK_THAT_CANNOT_BE_LISTENED_TO {
        @Override
        PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown) {
            return builder.handler(1, (record, context) -> record)
                    .sink((result, context) -> deaf(thrown.apply(context.offset()), Ack.DELIVERED));
        }
    };

    static final Deserializer<byte[]> BYTES = (topic, bytes) -> bytes;
    private static final BatchOptions TEN = BatchOptions.of(10).withLinger(Duration.ofMillis(50));

    /** A pipeline in which this place throws for a record what there is to throw for its offset; {@code null} for nothing. */
    abstract PipelineFixture.Builder add(PipelineFixture.Builder builder, LongFunction<Throwable> thrown);

    boolean isDecoder() {
        return name().startsWith("DECODER");
    }

    private static Deserializer<String> decoder(LongFunction<Throwable> thrown) {
        return (topic, bytes) -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            return throwing(thrown, Long.parseLong(text.substring(text.indexOf('-') + 1)), text);
        };
    }

    private static BatchResult<Object> results(List<?> records) {
        return BatchResult.results(records);
    }

    private static RecordOutcome<Object> outcome(Throwable failure, Object result) {
        return failure == null ? RecordOutcome.done(result) : RecordOutcome.failed(failure);
    }

    private static <T> T throwing(LongFunction<Throwable> thrown, long offset, T result) {
        Throwable failure = thrown.apply(offset);
        if (failure != null) {
            Place.<RuntimeException>sneak(failure);
        }
        return result;
    }

    /** As Lombok and Kotlin do it. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    private static <T> CompletionStage<T> stage(Throwable failure, T result) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            if (failure == null) {
                stage.complete(result);
            } else {
                stage.completeExceptionally(failure);
            }
        });
        return stage;
    }

    private static <T> CompletionStage<T> deaf(Throwable failure, T result) {
        return failure == null
                ? CompletableFuture.completedStage(result)
                : new CompletableFuture<>() {
                    @Override
                    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
                        Place.<RuntimeException>sneak(failure);
                        return this;
                    }
                };
    }
}
