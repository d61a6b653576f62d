package dev.headgate;

import static dev.headgate.PipelineSpec.given;

import dev.headgate.api.AsyncRecordHandler;
import dev.headgate.api.BatchHandler;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.CommitOptions;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.Ordering;
import dev.headgate.api.OutOfRange;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import dev.headgate.api.ThreadKind;
import dev.headgate.api.Unavailability;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Collects what a {@link Headgate} is made of. Not thread-safe. Every setting has a default but the topics, the Kafka
 * properties, the handler and the sink. None may be null: that is an {@link IllegalArgumentException}.
 */
public final class HeadgateBuilder {
    private final Settings settings = new Settings();

    HeadgateBuilder() {}

    /** Client properties, as in any consumer: at least {@code bootstrap.servers} and {@code group.id}. */
    public HeadgateBuilder kafka(Map<String, ?> properties) {
        settings.kafka.putAll(given(properties, "the map of client properties"));
        return this;
    }

    /** Which topics to consume, at least one; those of an earlier call too. They need not exist yet. */
    public HeadgateBuilder topics(String... names) {
        settings.topics.addAll(List.of(names));
        return this;
    }

    /** Which records wait for one another; the members of a group should agree. Default: {@link Ordering#KEY}. */
    public HeadgateBuilder ordering(Ordering value) {
        settings.engine.ordering(given(value, "the ordering"));
        return this;
    }

    /** The most records handled at once. Default: 100. */
    public HeadgateBuilder workers(int count) {
        settings.engine.workers(count);
        return this;
    }

    /** How many records the handler starts per second at most. Default: 0, for no limit. */
    public HeadgateBuilder handlerRate(double perSecond) {
        settings.handlerRate = perSecond;
        return this;
    }

    /**
     * Whether the latency of handler and sink says how many of {@link #workers(int)} are used: as many records at once as the
     * downstream works on before they only wait there. Default: false.
     */
    public HeadgateBuilder adaptiveWorkers(boolean on) {
        settings.adaptiveWorkers = on;
        return this;
    }

    /** What the workers run on. Default: {@link ThreadKind#VIRTUAL}. */
    public HeadgateBuilder threads(ThreadKind kind) {
        settings.engine.threads(given(kind, "the kind of threads"));
        return this;
    }

    /** The most records in flight: queued, executing, waiting for a retry or for an acknowledgement. Default: 10,000. */
    public HeadgateBuilder queueCapacity(int records) {
        settings.engine.queueRecords(records);
        return this;
    }

    /** The most bytes in flight, give or take one poll. Default: 64 MiB. */
    public HeadgateBuilder queueBytes(long bytes) {
        settings.engine.queueBytes(bytes);
        return this;
    }

    /**
     * The most records of one partition between its oldest unacknowledged and its newest. Default: 65,536; with
     * an {@link dev.headgate.api.ExactlyOnceSink} as many as have a map that fits into {@link #offsetMapBytes(int)} whatever is
     * acknowledged, and no more can be set: some 15,900.
     */
    public HeadgateBuilder partitionWindow(int records) {
        settings.partitionWindow = OptionalInt.of(records);
        return this;
    }

    /**
     * The most bytes of a commit's metadata, which says what is acknowledged beyond the committed offset; 0 for none. Has
     * to stay below the brokers' {@code offset.metadata.max.bytes}. Default: 4,000.
     */
    public HeadgateBuilder offsetMapBytes(int bytes) {
        settings.engine.mapBytes(bytes);
        return this;
    }

    /** When offsets are committed. Default: every second, or every 100,000 acknowledged records. */
    public HeadgateBuilder commit(CommitOptions options) {
        settings.engine.commit(given(options, "the commit options"));
        return this;
    }

    /** How often, and how far apart, a failed attempt is followed by another. Default: {@link RetryPolicy#DEFAULT}. */
    public HeadgateBuilder retry(RetryPolicy policy) {
        settings.engine.retry(given(policy, "the retry policy"));
        return this;
    }

    /** How long one attempt may take, in the handler and again in the sink. Default: zero, for no limit. */
    public HeadgateBuilder attemptTimeout(Duration timeout) {
        settings.engine.attemptTimeout(given(timeout, "the attempt timeout"));
        return this;
    }

    /**
     * What becomes of a record that was rejected or whose attempts are exhausted. Default: {@link FailurePolicy#HALT}.
     */
    public HeadgateBuilder onFailure(FailurePolicy policy) {
        settings.engine.onFailure(given(policy, "what becomes of a failed record"));
        return this;
    }

    /** What becomes of a record whose key or value can't be decoded. Default: {@link FailurePolicy#HALT}. */
    public HeadgateBuilder onUndecodable(FailurePolicy policy) {
        settings.engine.onUndecodable(given(policy, "what becomes of an undecodable record"));
        return this;
    }

    /**
     * Which failures of handlers, stages and the sink mean that the downstream is away, as a {@link
     * dev.headgate.api.DownstreamUnavailableException} does: no attempt is counted, and consumption pauses until a probe gets
     * through. Asked for a failure and then for each of its causes, until one has a meaning. Called by any thread.
     * Default: {@link Unavailability#OF_WELL_KNOWN_CLIENTS}, which {@code or} and {@code and} extend or narrow; {@code
     * failure -> false} leaves only the exception.
     */
    public HeadgateBuilder unavailableWhen(Predicate<? super Throwable> rule) {
        settings.engine.unavailable(given(rule, "the rule for unavailableWhen"));
        return this;
    }

    /**
     * Where dead letters go. Needed where a policy says {@link FailurePolicy#DEAD_LETTER}; not with an {@link
     * dev.headgate.api.ExactlyOnceSink}, which brings its own. Closed with the engine. Default: nowhere.
     */
    public HeadgateBuilder deadLetters(Sink<DeadLetter> sink) {
        settings.deadLetters = Optional.of(given(sink, "the sink of the dead letters"));
        return this;
    }

    /** Where to start without a committed offset. Default: earliest. */
    public HeadgateBuilder initialOffset(InitialOffset offset) {
        settings.engine.initialOffset(given(offset, "the initial offset"));
        return this;
    }

    /** What to do when the committed offset is no longer in the log. Default: halt. */
    public HeadgateBuilder onOutOfRange(OutOfRange policy) {
        settings.engine.onOutOfRange(given(policy, "what to do out of range"));
        return this;
    }

    /** How long a shutdown waits for what is in flight. Default: 30 s. */
    public HeadgateBuilder drainTimeout(Duration timeout) {
        settings.engine.drainTimeout(given(timeout, "the drain timeout"));
        return this;
    }

    /** How long a revoke waits for what is in flight of the partitions that go away. Default: 10 s. */
    public HeadgateBuilder revokeTimeout(Duration timeout) {
        settings.engine.revokeTimeout(given(timeout, "the revoke timeout"));
        return this;
    }

    /**
     * Where to register meters. Default: nowhere. Several engines may share a registry: every series has the tags {@code group}
     * and {@code engine}, which is the {@code client.id} of the Kafka properties, or {@code headgate}.
     */
    public HeadgateBuilder meterRegistry(MeterRegistry meterRegistry) {
        settings.registry = Optional.of(given(meterRegistry, "the meter registry"));
        return this;
    }

    /**
     * How errors and logs call a setting. An application gives the keys of its own configuration, so that what its users read
     * is what they can change. Called with the name of a method of this builder, such as {@code partitionWindow}; any thread.
     * Default: the method's name.
     */
    public HeadgateBuilder settingNames(UnaryOperator<String> names) {
        settings.engine.settingNames(given(names, "the names of settings"));
        return this;
    }

    /** How often the brokers are asked for the ends of the partitions; zero for never. Default: 2 s. */
    public HeadgateBuilder lagInterval(Duration interval) {
        settings.lagInterval = given(interval, "the lag interval");
        return this;
    }

    /**
     * The first stage: decodes and handles. Its workers are those of {@link #workers(int)}, and they share the two deserializers:
     * the calls of an instance that may hold a state, which is any with fields that isn't Kafka's own, go one after the other.
     * Where decoding costs enough to matter, give suppliers instead. As in a KafkaConsumer, an instance is configured by the code
     * that made it, and closed with the engine.
     */
    public <K, V, R> Stages<R> handler(
            Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer, RecordHandler<K, V, R> handler) {
        return stages(PipelineSpec.oneByOne(PipelineSpec.shared(keyDeserializer, valueDeserializer), handler));
    }

    /**
     * The same with deserializers of its own for each worker. The suppliers are called once at the start, and then by each further
     * worker for its first record, by one at a time. What they make is configured with the client properties of
     * {@link #kafka(Map)}, as Kafka configures a deserializer that it has made, used by one thread at a time, and closed with the
     * engine. A supplier that hands out one instance again and again says that it is thread-safe; it is configured and closed once.
     */
    public <K, V, R> Stages<R> handler(
            Supplier<? extends Deserializer<K>> keyDeserializers,
            Supplier<? extends Deserializer<V>> valueDeserializers,
            RecordHandler<K, V, R> handler) {
        return stages(PipelineSpec.oneByOne(PipelineSpec.perWorker(keyDeserializers, valueDeserializers), handler));
    }

    /**
     * The first stage, where it works without a thread: no more calls are open at once than {@link #workers(int)}. The workers
     * share the deserializers as in {@link #handler(Deserializer, Deserializer, RecordHandler)}.
     */
    public <K, V, R> Stages<R> asyncHandler(
            Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer, AsyncRecordHandler<K, V, R> handler) {
        return stages(PipelineSpec.async(PipelineSpec.shared(keyDeserializer, valueDeserializer), handler));
    }

    /** The same with deserializers for each worker, as in {@link #handler(Supplier, Supplier, RecordHandler)}. */
    public <K, V, R> Stages<R> asyncHandler(
            Supplier<? extends Deserializer<K>> keyDeserializers,
            Supplier<? extends Deserializer<V>> valueDeserializers,
            AsyncRecordHandler<K, V, R> handler) {
        return stages(PipelineSpec.async(PipelineSpec.perWorker(keyDeserializers, valueDeserializers), handler));
    }

    /**
     * The first stage, where it handles several records at once: up to {@link #workers(int)} batches side by side. The workers
     * share the deserializers as in {@link #handler(Deserializer, Deserializer, RecordHandler)}.
     */
    public <K, V, R> Stages<R> batchHandler(
            Deserializer<K> keyDeserializer,
            Deserializer<V> valueDeserializer,
            BatchOptions options,
            BatchHandler<K, V, R> handler) {
        return stages(PipelineSpec.batches(PipelineSpec.shared(keyDeserializer, valueDeserializer), options, handler));
    }

    /** The same with deserializers for each worker, as in {@link #handler(Supplier, Supplier, RecordHandler)}. */
    public <K, V, R> Stages<R> batchHandler(
            Supplier<? extends Deserializer<K>> keyDeserializers,
            Supplier<? extends Deserializer<V>> valueDeserializers,
            BatchOptions options,
            BatchHandler<K, V, R> handler) {
        return stages(
                PipelineSpec.batches(PipelineSpec.perWorker(keyDeserializers, valueDeserializers), options, handler));
    }

    private <R> Stages<R> stages(PipelineSpec pipeline) {
        return new Stages<>(settings, pipeline);
    }
}
