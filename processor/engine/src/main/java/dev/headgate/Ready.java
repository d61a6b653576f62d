package dev.headgate;

import dev.headgate.api.InitialOffset;
import dev.headgate.api.Sink;
import dev.headgate.internal.ClientIds;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.consumer.ConsumerProperties;
import dev.headgate.internal.metrics.SubscriptionWatch;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All that an engine is made of. It keeps the settings the builder had when it was made, and starts one engine. */
public final class Ready {
    private final Settings settings;
    private final PipelineSpec pipeline;
    private final Sink<Object> sink;

    Ready(Settings settings, PipelineSpec pipeline, Sink<Object> sink) {
        this.settings = settings;
        this.pipeline = pipeline;
        this.sink = sink;
    }

    /**
     * Starts the engine. Returns as soon as its threads run; the group is joined in the background. After an exception it may be
     * called again.
     *
     * @throws IllegalArgumentException naming a setting that is missing or out of its range
     * @throws IllegalStateException if an engine of the same builder was started before
     * @throws org.apache.kafka.common.KafkaException if the consumer cannot be made
     */
    public Headgate start() {
        settings.requireNotStarted();
        EngineOptions options = options();
        Map<String, Object> asked = settings.exactlyOnce.consumer(settings.kafka);
        Map<String, Object> properties = ConsumerProperties.of(asked, options);
        new LoopCheck(options, properties).check(sink, settings.deadLetters);
        return ClientIds.open(ClientIds.Kind.CONSUMER, properties, own -> startMonitored(options, own));
    }

    private Headgate startMonitored(EngineOptions options, Map<String, Object> properties) {
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Monitoring monitoring = Monitoring.none();
        try {
            boolean fromLatest = options.initialOffset() == InitialOffset.LATEST;
            monitoring = Monitoring.of(settings.registry, consumer, properties, settings.lagInterval, fromLatest);
            monitoring.watch(new SubscriptionWatch(settings.topics, properties));
            return start(options, consumer, monitoring, properties);
        } catch (Throwable e) { // whatever a deserializer, a sink or a registry throws
            monitoring.close();
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            throw e;
        }
    }

    /** Starts the engine on this consumer, which it then owns. */
    Headgate start(Consumer<byte[], byte[]> consumer) {
        settings.requireNotStarted();
        return start(options(), consumer, Monitoring.none(), settings.kafka);
    }

    private Headgate start(
            EngineOptions options,
            Consumer<byte[], byte[]> consumer,
            Monitoring monitoring,
            Map<String, Object> configs) {
        try {
            pipeline.openDecoders(configs);
            Headgate headgate = Headgate.start(
                    options,
                    pipeline.stages(settings.handling(options), monitoring),
                    sink,
                    settings.deadLetters,
                    consumer,
                    monitoring);
            settings.started();
            return headgate;
        } catch (Throwable e) { // as above
            pipeline.closeDecoders();
            throw e;
        }
    }

    private EngineOptions options() {
        EngineOptions options = settings.options();
        pipeline.check(options.queueRecords(), options.ordering());
        return options;
    }
}
