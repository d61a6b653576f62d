package dev.headgate;

import static dev.headgate.PipelineDraft.given;

import dev.headgate.api.AsyncRecordHandler;
import dev.headgate.api.BatchHandler;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Guarantee;
import dev.headgate.api.Ordering;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import dev.headgate.api.StageHandler;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import dev.headgate.api.Unavailability;
import dev.headgate.internal.ClientIds;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.consumer.ConsumerProperties;
import dev.headgate.internal.metrics.SubscriptionWatch;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Collects what a {@link Headgate} is made of. Not thread-safe. Every setting has a default but the topics, the Kafka
 * properties, the handler and the sink.
 */
public final class HeadgateBuilder {
    private final Map<String, Object> kafka = new HashMap<>();
    private final Set<String> topics = new LinkedHashSet<>();
    private Ordering ordering = Ordering.KEY;
    private int workers = 100;
    private double handlerRate;
    private boolean adaptiveWorkers;
    private ThreadKind threads = ThreadKind.VIRTUAL;
    private int queueRecords = 10_000;
    private long queueBytes = 64L << 20;
    private OptionalInt partitionWindow = OptionalInt.empty();
    private int offsetMapBytes = 4_000;
    private EngineOptions.CommitOptions commit = EngineOptions.CommitOptions.DEFAULT;
    private RetryPolicy retry = RetryPolicy.DEFAULT;
    private Duration attemptTimeout = Duration.ZERO;
    private FailurePolicy onFailure = FailurePolicy.HALT;
    private FailurePolicy onUndecodable = FailurePolicy.HALT;
    private EngineOptions.InitialOffset initialOffset = EngineOptions.InitialOffset.EARLIEST;
    private EngineOptions.OutOfRange onOutOfRange = EngineOptions.OutOfRange.HALT;
    private Guarantee guarantee = Guarantee.AT_LEAST_ONCE;
    private Duration drainTimeout = Duration.ofSeconds(30);
    private Duration revokeTimeout = Duration.ofSeconds(10);
    private Predicate<? super Throwable> unavailable = Unavailability.OF_WELL_KNOWN_CLIENTS;
    private Optional<Sink<DeadLetter>> deadLetters = Optional.empty();
    private Optional<MeterRegistry> registry = Optional.empty();
    private Duration lagInterval = Duration.ofSeconds(2);
    private final PipelineDraft pipeline = new PipelineDraft();
    private boolean started;

    HeadgateBuilder() {}

    /** Client properties, as in any consumer: at least {@code bootstrap.servers} and {@code group.id}. */
    public HeadgateBuilder kafka(Map<String, ?> properties) {
        kafka.putAll(properties);
        return this;
    }

    public HeadgateBuilder topics(String... names) {
        topics.addAll(List.of(names));
        return this;
    }

    /** Default: {@link Ordering#KEY}. */
    public HeadgateBuilder ordering(Ordering value) {
        ordering = value;
        return this;
    }

    /** The most records handled at once. Default: 100. */
    public HeadgateBuilder workers(int count) {
        workers = count;
        return this;
    }

    /** How many records the handler starts per second at most. Default: 0, for no limit. */
    public HeadgateBuilder handlerRate(double perSecond) {
        handlerRate = perSecond;
        return this;
    }

    /**
     * Whether the latency of handler and sink says how many of {@link #workers(int)} are used: as many records at once as the
     * downstream works on before they only wait there. Default: false.
     */
    public HeadgateBuilder adaptiveWorkers(boolean on) {
        adaptiveWorkers = on;
        return this;
    }

    /** Default: {@link ThreadKind#VIRTUAL}. */
    public HeadgateBuilder threads(ThreadKind kind) {
        threads = kind;
        return this;
    }

    /** The most records in flight: queued, executing, waiting for a retry or for an acknowledgement. Default: 10,000. */
    public HeadgateBuilder queueCapacity(int records) {
        queueRecords = records;
        return this;
    }

    /** The most bytes in flight, give or take one poll. Default: 64 MiB. */
    public HeadgateBuilder queueBytes(long bytes) {
        queueBytes = bytes;
        return this;
    }

    /**
     * The most records of one partition between its oldest unacknowledged and its newest. Default: 65,536; with
     * {@link Guarantee#EXACTLY_ONCE} as many as have a map that fits into {@link #offsetMapBytes(int)} whatever is
     * acknowledged, and no more can be set: some 15,900.
     */
    public HeadgateBuilder partitionWindow(int records) {
        partitionWindow = OptionalInt.of(records);
        return this;
    }

    /**
     * The most bytes of a commit's metadata, which says what is acknowledged beyond the committed offset; 0 for none. Has
     * to stay below the brokers' {@code offset.metadata.max.bytes}. Default: 4,000.
     */
    public HeadgateBuilder offsetMapBytes(int bytes) {
        offsetMapBytes = bytes;
        return this;
    }

    /** Default: every second, or every 100,000 acknowledged records. */
    public HeadgateBuilder commit(EngineOptions.CommitOptions options) {
        commit = options;
        return this;
    }

    /** Default: {@link RetryPolicy#DEFAULT}. */
    public HeadgateBuilder retry(RetryPolicy policy) {
        retry = policy;
        return this;
    }

    /** How long one attempt may take, in the handler and again in the sink. Default: zero, for no limit. */
    public HeadgateBuilder attemptTimeout(Duration timeout) {
        attemptTimeout = timeout;
        return this;
    }

    /** Default: {@link FailurePolicy#HALT}. */
    public HeadgateBuilder onFailure(FailurePolicy policy) {
        onFailure = policy;
        return this;
    }

    /** Default: {@link FailurePolicy#HALT}. */
    public HeadgateBuilder onUndecodable(FailurePolicy policy) {
        onUndecodable = policy;
        return this;
    }

    /**
     * Which failures of handlers, stages and the sink mean that the downstream is away, as a {@link
     * dev.headgate.api.SinkUnavailableException} does: no attempt is counted, and consumption pauses until a probe gets
     * through. Asked for a failure and then for each of its causes, until one has a meaning. Called by any thread.
     * Default: {@link Unavailability#OF_WELL_KNOWN_CLIENTS}, which {@code or} and {@code and} extend or narrow; {@code
     * failure -> false} leaves only the exception.
     */
    public HeadgateBuilder unavailableWhen(Predicate<? super Throwable> rule) {
        unavailable = rule;
        return this;
    }

    /** Where dead letters go. Needed where a policy says {@link FailurePolicy#DEAD_LETTER}. Closed with the engine. */
    public HeadgateBuilder deadLetters(Sink<DeadLetter> sink) {
        deadLetters = Optional.of(sink);
        return this;
    }

    /** Where to start without a committed offset. Default: earliest. */
    public HeadgateBuilder initialOffset(EngineOptions.InitialOffset offset) {
        initialOffset = offset;
        return this;
    }

    /** What to do when the committed offset is no longer in the log. Default: halt. */
    public HeadgateBuilder onOutOfRange(EngineOptions.OutOfRange policy) {
        onOutOfRange = policy;
        return this;
    }

    /** How long a shutdown waits for what is in flight. Default: 30 s. */
    public HeadgateBuilder drainTimeout(Duration timeout) {
        drainTimeout = timeout;
        return this;
    }

    /** How long a revoke waits for what is in flight of the partitions that go away. Default: 10 s. */
    public HeadgateBuilder revokeTimeout(Duration timeout) {
        revokeTimeout = timeout;
        return this;
    }

    /** Default: {@link Guarantee#AT_LEAST_ONCE}. */
    public HeadgateBuilder guarantee(Guarantee value) {
        guarantee = value;
        return this;
    }

    /**
     * Where to register meters. Default: nowhere. Several engines may share a registry: every series has the tags {@code group}
     * and {@code engine}, which is the {@code client.id} of the Kafka properties, or {@code headgate}.
     */
    public HeadgateBuilder meterRegistry(MeterRegistry meterRegistry) {
        registry = Optional.of(meterRegistry);
        return this;
    }

    /** How often the brokers are asked for the ends of the partitions; zero for never. Default: 2 s. */
    public HeadgateBuilder lagInterval(Duration interval) {
        lagInterval = interval;
        return this;
    }

    /**
     * The first stage: decodes and handles. Its workers are those of {@link #workers(int)}, and they share the two deserializers:
     * the calls of an instance that may hold a state, which is any with fields that isn't Kafka's own, go one after the other.
     * Where decoding costs enough to matter, give suppliers instead. As in a KafkaConsumer, an instance is configured by whoever
     * made it, and closed with the engine.
     */
    public <K, V, R> Stages<R> handler(
            Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer, RecordHandler<K, V, R> handler) {
        pipeline.oneByOne(PipelineDraft.shared(keyDeserializer, valueDeserializer), handler);
        return new Stages<>();
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
        pipeline.oneByOne(PipelineDraft.perWorker(keyDeserializers, valueDeserializers), handler);
        return new Stages<>();
    }

    /**
     * The first stage, where it works without a thread: no more calls are open at once than {@link #workers(int)}. The workers
     * share the deserializers as in {@link #handler(Deserializer, Deserializer, RecordHandler)}.
     */
    public <K, V, R> Stages<R> asyncHandler(
            Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer, AsyncRecordHandler<K, V, R> handler) {
        pipeline.async(PipelineDraft.shared(keyDeserializer, valueDeserializer), handler);
        return new Stages<>();
    }

    /** The same with deserializers for each worker, as in {@link #handler(Supplier, Supplier, RecordHandler)}. */
    public <K, V, R> Stages<R> asyncHandler(
            Supplier<? extends Deserializer<K>> keyDeserializers,
            Supplier<? extends Deserializer<V>> valueDeserializers,
            AsyncRecordHandler<K, V, R> handler) {
        pipeline.async(PipelineDraft.perWorker(keyDeserializers, valueDeserializers), handler);
        return new Stages<>();
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
        pipeline.batches(PipelineDraft.shared(keyDeserializer, valueDeserializer), options, handler);
        return new Stages<>();
    }

    /** The same with deserializers for each worker, as in {@link #handler(Supplier, Supplier, RecordHandler)}. */
    public <K, V, R> Stages<R> batchHandler(
            Supplier<? extends Deserializer<K>> keyDeserializers,
            Supplier<? extends Deserializer<V>> valueDeserializers,
            BatchOptions options,
            BatchHandler<K, V, R> handler) {
        pipeline.batches(PipelineDraft.perWorker(keyDeserializers, valueDeserializers), options, handler);
        return new Stages<>();
    }

    /**
     * The pipeline so far.
     *
     * @param <R> what its last stage returns
     */
    public final class Stages<R> {
        private Optional<String> next = Optional.empty();

        private Stages() {}

        /**
         * Adds a stage with workers, a buffer and a rate of its own. Go on with what it returns: these stages here end with it.
         *
         * @throws IllegalStateException if these stages have been gone on with before
         */
        public <O> Stages<O> stage(String name, StageOptions options, StageHandler<? super R, ? extends O> handler) {
            goOnWith("stage '" + given(name, "the stage's name") + "'");
            pipeline.later(name, given(options, "the stage's options"), given(handler, "the stage's handler"));
            return new Stages<>();
        }

        /**
         * The end of the pipeline. Closed with the engine.
         *
         * @throws IllegalStateException if these stages have been gone on with before
         */
        public Ready sink(Sink<? super R> sink) {
            goOnWith("a sink");
            return new Ready(PipelineDraft.untypedSink(given(sink, "the sink")));
        }

        private void goOnWith(String what) {
            next.ifPresent(before -> {
                throw new IllegalStateException(what + " is added where " + before
                        + " was added before, whose result has been dropped: go on with what each call returns");
            });
            next = Optional.of(what);
        }
    }

    /** Nothing is missing. */
    public final class Ready {
        private final Sink<Object> sink;

        private Ready(Sink<Object> sink) {
            this.sink = sink;
        }

        /**
         * Starts the engine. Returns as soon as its threads run; the group is joined in the background.
         *
         * @throws IllegalArgumentException naming a setting that is missing or out of its range
         * @throws IllegalStateException if it has started one before
         * @throws org.apache.kafka.common.KafkaException if the consumer cannot be made
         */
        public Headgate start() {
            requireNotStarted();
            ExactlyOnce exactlyOnce = exactlyOnce();
            exactlyOnce.check(sink, deadLetters);
            Map<String, Object> properties = ConsumerProperties.of(exactlyOnce.consumer(kafka), options());
            new LoopCheck(topics, properties).check(sink, deadLetters);
            return ClientIds.open(ClientIds.Kind.CONSUMER, properties, this::startMonitored);
        }

        private Headgate startMonitored(Map<String, Object> properties) {
            Consumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            Monitoring monitoring = Monitoring.none();
            try {
                boolean fromLatest = initialOffset == EngineOptions.InitialOffset.LATEST;
                monitoring = Monitoring.of(registry, consumer, properties, lagInterval, fromLatest);
                monitoring.watch(new SubscriptionWatch(topics, properties));
                return start(consumer, monitoring, properties);
            } catch (Throwable e) { // whatever a deserializer, a sink or a registry throws
                monitoring.close();
                consumer.close(CloseOptions.timeout(Duration.ZERO));
                throw e;
            }
        }

        /** Starts the engine on this consumer, which it then owns. */
        Headgate start(Consumer<byte[], byte[]> consumer) {
            return start(consumer, Monitoring.none(), kafka);
        }

        private Headgate start(Consumer<byte[], byte[]> consumer, Monitoring monitoring, Map<String, Object> configs) {
            requireNotStarted();
            exactlyOnce().check(sink, deadLetters);
            EngineOptions options = options();
            StageOptions handling =
                    StageOptions.workers(workers).withRate(handlerRate).withAdaptive(adaptiveWorkers);
            try {
                pipeline.openDecoders(configs);
                Headgate headgate = Headgate.start(
                        options, pipeline.stages(handling, monitoring), sink, deadLetters, consumer, monitoring);
                started = true;
                return headgate;
            } catch (Throwable e) { // as above
                pipeline.closeDecoders();
                throw e;
            }
        }

        /** Handler, stages and sink belong to the engine that runs them, and the sinks are closed with it. */
        private void requireNotStarted() {
            if (started) {
                throw new IllegalStateException(
                        "this builder has started its engine: build another one for another engine,"
                                + " with a sink of its own");
            }
        }
    }

    private ExactlyOnce exactlyOnce() {
        return new ExactlyOnce(guarantee, partitionWindow, offsetMapBytes);
    }

    private EngineOptions options() {
        if (deadLetters.isEmpty()
                && (onFailure == FailurePolicy.DEAD_LETTER || onUndecodable == FailurePolicy.DEAD_LETTER)) {
            throw new IllegalArgumentException("the failure policy is dead-letter, but there is no dead-letter sink");
        }
        pipeline.check(queueRecords, ordering);
        return new EngineOptions(
                topics,
                ordering,
                workers,
                threads,
                queueRecords,
                queueBytes,
                exactlyOnce().window(),
                offsetMapBytes,
                commit,
                retry,
                attemptTimeout,
                onFailure,
                onUndecodable,
                initialOffset,
                onOutOfRange,
                drainTimeout,
                revokeTimeout,
                unavailable);
    }
}
