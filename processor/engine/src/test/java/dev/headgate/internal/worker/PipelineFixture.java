package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Ack;
import dev.headgate.api.AsyncRecordHandler;
import dev.headgate.api.BatchHandler;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import dev.headgate.api.StageHandler;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.api.Unavailability;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.SourcePartition;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Jobs;
import dev.headgate.internal.dispatch.Lanes;
import dev.headgate.state.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** A pipeline on real threads, and the poll thread's side of it in the test's hands. */
final class PipelineFixture implements AutoCloseable {
    static final int QUEUE = 1_024;

    /** Beyond it nothing is waited for: what has not ended by then never will. */
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** The poll thread looks as often. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    final CompletionQueue completions;
    final SourcePartition source = Jobs.source();
    private final SourcePartition elsewhere = Jobs.source();
    final List<Job> submitted = new ArrayList<>();
    final List<Job> ended = new ArrayList<>();
    final Pipeline pipeline;

    /** How large the batches were that the handler got. */
    final List<Integer> batchSizes;

    private final Timers timers = new Timers();
    private final Lanes lanes;
    private boolean closed;

    private PipelineFixture(Builder builder) {
        completions = new CompletionQueue(builder.completions);
        batchSizes = builder.batchSizes;
        pipeline = new Pipeline(
                builder.options(),
                builder.stages,
                builder.sink,
                builder.deadLetters,
                completions,
                builder.scheduler.apply(timers));
        lanes = pipeline.lanes(builder.ordering);
    }

    static Builder of(ThreadKind threads) {
        return new Builder(threads);
    }

    /** One record, as the poll thread submits it. */
    Job submit(@Nullable String key) {
        return submit(Jobs.job(submitted.size(), key, source, lanes));
    }

    /** One record of another partition, which stays. */
    Job submitElsewhere(@Nullable String key) {
        return submit(Jobs.job(submitted.size(), key, elsewhere, lanes));
    }

    /** One record with headers. */
    Job submit(String key, Headers headers) {
        return submit(Jobs.job(submitted.size(), key, headers, source, lanes));
    }

    private Job submit(Job job) {
        submitted.add(job);
        if (lanes.append(job)) {
            pipeline.submit(job);
        }
        return job;
    }

    void submit(int records, int keys) {
        for (int i = 0; i < records; i++) {
            submit("key-" + i % keys);
        }
    }

    /** Waits until this many records have ended, and not a moment longer than the bound. */
    void awaitEnded(int count) {
        long deadline = System.nanoTime() + BOUND_NANOS;
        while (settle() < count) {
            long left = deadline - System.nanoTime();
            assertThat(left)
                    .as("%d of %d records ended within the bound", ended.size(), count)
                    .isPositive();
            completions.await(count - ended.size(), Math.min(left, SLICE_NANOS));
        }
    }

    int settle() {
        completions.drain(job -> {
            lanes.ended(job);
            ended.add(job);
        });
        return ended.size();
    }

    /** Others go by all the time, until this is so. */
    void feedUntil(BooleanSupplier ended) {
        long deadline = System.nanoTime() + BOUND_NANOS;
        while (!ended.getAsBoolean()) {
            assertThat(deadline - System.nanoTime()).as("the time left").isPositive();
            if (!pipeline.wantsNoMore(submitted.size() - this.ended.size())
                    && submitted.size() - this.ended.size() < QUEUE / 2) {
                submit("key-" + submitted.size());
            }
            completions.await(1, TimeUnit.MILLISECONDS.toNanos(2));
            settle();
        }
    }

    /** All that was submitted has ended, each record once. */
    void awaitAll() {
        awaitEnded(submitted.size());
        assertThat(ended).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(submitted);
    }

    /** What a revoke does: nothing starts any more. */
    void revoke() {
        source.revoke();
        submitted.stream().filter(job -> job.source().equals(source)).forEach(Job::drop);
        pipeline.ownershipEnded();
        pipeline.flush();
    }

    /** What a loss does: nothing counts any more. */
    void lose() {
        source.lose();
        submitted.stream().filter(job -> job.source().equals(source)).forEach(Job::drop);
        pipeline.ownershipEnded();
    }

    List<Outcome> outcomes() {
        return submitted.stream().map(Job::outcome).toList();
    }

    /** Ends the workers; all of them have to be gone. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            assertThat(workersEnd()).as("all workers ended").isTrue();
            timers.close();
            settle();
        }
    }

    private boolean workersEnd() {
        try {
            return pipeline.close(BOUND_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Everything has a default, so that a test names only what it is about. */
    static final class Builder {
        private static final ByteArrayDeserializer BYTES = new ByteArrayDeserializer();

        private final List<Integer> batchSizes = new CopyOnWriteArrayList<>();
        private final ThreadKind threads;
        private final List<Pipeline.StageSpec> stages = new ArrayList<>();
        private int completions = 1 << 16;
        private UnaryOperator<Scheduler> scheduler = UnaryOperator.identity();
        private Ordering ordering = Ordering.KEY;
        private RetryPolicy retry = RetryPolicy.none();
        private Duration attemptTimeout = Duration.ZERO;
        private FailurePolicy onFailure = FailurePolicy.HALT;
        private FailurePolicy onUndecodable = FailurePolicy.HALT;
        private Predicate<? super Throwable> unavailable = Unavailability.OF_WELL_KNOWN_CLIENTS;
        private Optional<Sink<DeadLetter>> deadLetters = Optional.empty();
        private Sink<Object> sink = (result, context) -> Ack.now();

        private Builder(ThreadKind threads) {
            this.threads = threads;
        }

        Builder ordering(Ordering value) {
            ordering = value;
            return this;
        }

        /** How many records may have ended that nobody has settled; more are a fault of the engine. */
        Builder completions(int capacity) {
            completions = capacity;
            return this;
        }

        /** Time and threads, made of the real ones. */
        Builder scheduler(UnaryOperator<Scheduler> around) {
            scheduler = around;
            return this;
        }

        Builder retry(int attempts, Duration backoff) {
            return retry(new RetryPolicy(attempts, backoff, 1, backoff, 0));
        }

        Builder retry(RetryPolicy policy) {
            retry = policy;
            return this;
        }

        Builder attemptTimeout(Duration timeout) {
            attemptTimeout = timeout;
            return this;
        }

        Builder onFailure(FailurePolicy policy) {
            onFailure = policy;
            return this;
        }

        Builder onUndecodable(FailurePolicy policy) {
            onUndecodable = policy;
            return this;
        }

        Builder unavailableWhen(Predicate<? super Throwable> rule) {
            unavailable = rule;
            return this;
        }

        Builder deadLetters(Sink<DeadLetter> deadLetterSink) {
            deadLetters = Optional.of(deadLetterSink);
            return this;
        }

        Builder sink(Sink<Object> value) {
            sink = value;
            return this;
        }

        Builder stage(StageOptions options, StageHandler<Object, Object> handler) {
            stages.add(new Pipeline.StageSpec("stage-" + stages.size(), options, handler));
            return this;
        }

        /** A first stage for a handler of raw records. */
        Builder handler(int workers, StageHandler<ConsumerRecord<byte[], byte[]>, Object> handler) {
            return stage(StageOptions.workers(workers), raw(handler));
        }

        /** A first stage that handles raw records without a thread. */
        Builder async(int workers, AsyncRecordHandler<byte[], byte[], Object> handler) {
            return async(workers, BYTES, handler);
        }

        <V> Builder async(int workers, Deserializer<V> values, AsyncRecordHandler<byte[], V, Object> handler) {
            return first(workers, StageWork.async(Decoders.shared(BYTES, values), handler));
        }

        /** A first stage that decodes and handles record by record. */
        <V> Builder decoding(int workers, Deserializer<V> values, RecordHandler<byte[], V, Object> handler) {
            return decoding(workers, Decoders.shared(BYTES, values), handler);
        }

        <V> Builder decoding(int workers, Decoders<byte[], V> decoders, RecordHandler<byte[], V, Object> handler) {
            return first(workers, StageWork.decoded(decoders, handler));
        }

        /** A first stage that handles batches of raw records. */
        Builder batches(int workers, BatchOptions batches, BatchHandler<byte[], byte[], Object> handler) {
            return batches(workers, batches, BYTES, handler);
        }

        <V> Builder batches(
                int workers, BatchOptions batches, Deserializer<V> values, BatchHandler<byte[], V, Object> handler) {
            return first(workers, StageWork.batches(batches, Decoders.shared(BYTES, values), handler, batchSizes::add));
        }

        private Builder first(int workers, StageWork work) {
            stages.add(new Pipeline.StageSpec("stage-" + stages.size(), StageOptions.workers(workers), work));
            return this;
        }

        /** The stages so far, with these bounds too. */
        Builder bounded(UnaryOperator<StageOptions> bounds) {
            stages.replaceAll(spec -> new Pipeline.StageSpec(spec.name(), bounds.apply(spec.options()), spec.work()));
            return this;
        }

        @SuppressWarnings("unchecked")
        private static StageHandler<Object, Object> raw(StageHandler<ConsumerRecord<byte[], byte[]>, Object> handler) {
            return (input, context) -> handler.handle((ConsumerRecord<byte[], byte[]>) input, context);
        }

        PipelineFixture start() {
            return new PipelineFixture(this);
        }

        private EngineOptions options() {
            return EngineOptions.builder()
                    .topics(Set.of("orders"))
                    .ordering(ordering)
                    .workers(1)
                    .threads(threads)
                    .queueRecords(QUEUE)
                    .queueBytes(1 << 20)
                    .partitionWindow(QUEUE)
                    .mapBytes(0)
                    .retry(retry)
                    .attemptTimeout(attemptTimeout)
                    .onFailure(onFailure)
                    .onUndecodable(onUndecodable)
                    .drainTimeout(Duration.ofSeconds(1))
                    .revokeTimeout(Duration.ofSeconds(1))
                    .unavailable(unavailable)
                    .build();
        }
    }
}
