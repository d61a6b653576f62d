package dev.headgate.app;

import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.Ready;
import dev.headgate.Stages;
import dev.headgate.api.CommitOptions;
import dev.headgate.api.ExactlyOnceSink;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Output;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import dev.headgate.api.SinkProvider;
import dev.headgate.api.StageOptions;
import dev.headgate.api.StageProvider;
import dev.headgate.config.ConfigException;
import dev.headgate.config.Guarantee;
import dev.headgate.config.HeadgateConfig;
import dev.headgate.config.LoadedConfig;
import dev.headgate.config.SettingKeys;
import dev.headgate.sink.kafka.KafkaDeadLetterSink;
import dev.headgate.sink.kafka.KafkaExactlyOnce;
import dev.headgate.sink.kafka.KafkaSinkProvider;
import dev.headgate.sink.kafka.TransactionOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes an engine out of a configuration. */
final class Assembly {
    private final LoadedConfig config;

    Assembly(LoadedConfig config) {
        this.config = config;
    }

    /** @throws ConfigException naming each key without which nothing can run */
    void requireComplete() {
        List<String> missing = new ArrayList<>();
        if (config.headgate().topics().orElse(List.of()).isEmpty()) {
            missing.add("headgate.topics is missing: name what to consume, e.g. with --topic orders");
        }
        if (!config.kafka().containsKey("bootstrap.servers")) {
            missing.add("kafka.bootstrap.servers is missing: say where Kafka is, e.g. with --bootstrap-server"
                    + " localhost:9092");
        }
        if (!config.kafka().containsKey("group.id")) {
            missing.add("kafka.group.id is missing: name the consumer group, e.g. with --group orders-processor");
        }
        if (config.headgate().sink().name().isEmpty()) {
            missing.add("headgate.sink.name is missing: say where results go, e.g. --set headgate.sink.name=log");
        }
        missing.addAll(withoutEffect());
        if (!missing.isEmpty()) {
            throw new ConfigException(missing);
        }
    }

    /** What somebody has set and nothing would heed. */
    private List<String> withoutEffect() {
        HeadgateConfig from = config.headgate();
        List<String> idle = new ArrayList<>();
        boolean canRedrive =
                from.admin().enabled() && from.admin().controlToken().isPresent();
        if (!needsDeadLetters() && !canRedrive) {
            set("headgate.dead-letter.topic")
                    .ifPresent(key -> idle.add(key + " has no effect: set headgate.failure.policy or"
                            + " headgate.failure.undecodable to dead-letter, or remove it"));
        }
        if (from.guarantee() != Guarantee.EXACTLY_ONCE) {
            for (String key : List.of("headgate.transaction.interval", "headgate.transaction.timeout")) {
                set(key).ifPresent(set ->
                        idle.add(set + " has no effect: set headgate.guarantee to exactly-once, or remove it"));
            }
        }
        return idle;
    }

    /** The key with its source, if one sets it. */
    private Optional<String> set(String key) {
        return config.entries().stream()
                .filter(entry -> entry.key().equals(key) && !entry.isDefault())
                .map(entry -> key + " (" + entry.source() + ")")
                .findFirst();
    }

    /** The topics named in the configuration. */
    List<String> topics() {
        return config.headgate().topics().orElse(List.of());
    }

    /**
     * Makes handler, stages and sinks; connects to nothing yet but what the sinks connect to.
     *
     * @throws UserError if something named is not there, or does not take its options
     */
    Ready assemble(MeterRegistry registry) {
        HeadgateBuilder builder = builder().meterRegistry(registry);
        Stages<Output> stages = new HandlerFactory(config).of(builder);
        List<HeadgateConfig.Stage> later = config.headgate().stages();
        for (int i = 0; i < later.size(); i++) {
            stages = stage(stages, later.get(i), "headgate.stages[" + i + "]");
        }
        String name = config.headgate().sink().name().orElseThrow();
        SinkProvider provider = Providers.find(SinkProvider.class, SinkProvider::name, "headgate.sink.name", name);
        Map<String, String> options = config.options("headgate.sink.options");
        if (config.headgate().guarantee() == Guarantee.EXACTLY_ONCE) {
            return stages.sink(exactlyOnce(options));
        }
        Sink<Output> sink = Providers.made(() -> provider.create(options, config.kafka()), "the sink " + name);
        if (needsDeadLetters()) {
            String topic = config.headgate().deadLetter().topic().orElseThrow();
            builder.deadLetters(Providers.made(
                    () -> KafkaDeadLetterSink.to(topic)
                            .setting("headgate.dead-letter.topic")
                            .kafka(config.kafka())
                            .open(),
                    "the dead-letter sink"));
        }
        return stages.sink(sink);
    }

    /** The sink for exactly-once, with the dead letters in its transactions. That it is the one named is checked by now. */
    private ExactlyOnceSink<Output> exactlyOnce(Map<String, String> options) {
        HeadgateConfig.Transaction from = config.headgate().transaction();
        return Providers.made(
                () -> {
                    KafkaExactlyOnce sink = new KafkaSinkProvider()
                            .exactlyOnce(options, config.kafka())
                            .transactions(new TransactionOptions(from.interval(), from.timeout()));
                    if (needsDeadLetters()) {
                        sink.deadLetters(config.headgate().deadLetter().topic().orElseThrow())
                                .deadLettersSetting("headgate.dead-letter.topic");
                    }
                    return sink.open();
                },
                "the sink kafka");
    }

    private boolean needsDeadLetters() {
        HeadgateConfig.Failure failure = config.headgate().failure();
        return failure.policy() == FailurePolicy.DEAD_LETTER || failure.undecodable() == FailurePolicy.DEAD_LETTER;
    }

    private HeadgateBuilder builder() {
        HeadgateConfig from = config.headgate();
        HeadgateConfig.Retry retry = from.retry();
        HeadgateConfig.Commit commit = from.commit();
        HeadgateBuilder builder = Headgate.builder();
        from.offsets().window().ifPresent(builder::partitionWindow);
        return builder.kafka(config.kafka())
                .topics(topics().toArray(String[]::new))
                .ordering(from.ordering())
                .workers(from.workers())
                .threads(from.threads())
                .queueCapacity(from.queue().capacity())
                .queueBytes(from.queue().bytes())
                .offsetMapBytes(from.offsets().mapBytes())
                .initialOffset(from.offsets().initial())
                .onOutOfRange(from.offsets().outOfRange())
                .commit(new CommitOptions(commit.interval(), commit.records(), commit.timeout()))
                .retry(new RetryPolicy(
                        retry.maxAttempts(),
                        retry.initialBackoff(),
                        retry.multiplier(),
                        retry.maxBackoff(),
                        retry.jitter()))
                .attemptTimeout(from.attemptTimeout())
                .onFailure(from.failure().policy())
                .onUndecodable(from.failure().undecodable())
                .drainTimeout(from.drainTimeout())
                .revokeTimeout(from.revokeTimeout())
                .handlerRate(from.handler().rate())
                .adaptiveWorkers(from.handler().adaptive())
                .lagInterval(from.lag().interval())
                .settingNames(SettingKeys::of);
    }

    private Stages<Output> stage(Stages<Output> before, HeadgateConfig.Stage from, String prefix) {
        StageProvider provider =
                Providers.find(StageProvider.class, StageProvider::name, prefix + ".name", from.name());
        StageOptions options =
                new StageOptions(from.workers(), from.buffer().orElse(from.workers()), from.rate(), from.adaptive());
        Map<String, String> own = config.options(prefix + ".options");
        return before.stage(
                from.name(), options, Providers.made(() -> provider.create(own), "the stage " + from.name()));
    }
}
