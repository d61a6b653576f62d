package dev.headgate.app;

import dev.headgate.HeadgateBuilder;
import dev.headgate.Stages;
import dev.headgate.api.AsyncHandlerProvider;
import dev.headgate.api.BatchHandlerProvider;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.HandlerProvider;
import dev.headgate.api.Output;
import dev.headgate.config.HeadgateConfig;
import dev.headgate.config.LoadedConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the handler that the configuration names, of whichever kind it is, and makes the first stage of it. */
final class HandlerFactory {
    private static final String KEY = "headgate.handler.name";
    private static final int DEFAULT_BATCH = 100;

    private final LoadedConfig config;
    private final String name;
    private final Map<String, String> options;
    private final Map<String, HandlerProvider<?, ?>> single;
    private final Map<String, AsyncHandlerProvider<?, ?>> async;
    private final Map<String, BatchHandlerProvider<?, ?>> batch;

    @SuppressWarnings({"rawtypes", "unchecked"}) // a class literal knows no type arguments
    HandlerFactory(LoadedConfig config) {
        this.config = config;
        this.name = config.headgate().handler().name();
        this.options = config.options("headgate.handler.options");
        this.single = (Map) Providers.byName(HandlerProvider.class, HandlerProvider::name);
        this.async = (Map) Providers.byName(AsyncHandlerProvider.class, AsyncHandlerProvider::name);
        this.batch = (Map) Providers.byName(BatchHandlerProvider.class, BatchHandlerProvider::name);
    }

    /** @throws UserError if there is no such handler, or none that takes what is configured for it */
    Stages<Output> of(HeadgateBuilder builder) {
        Optional<String> batchKey = batchKey();
        BatchHandlerProvider<?, ?> batches = batch.get(name);
        if (batches != null && (batchKey.isPresent() || !(single.containsKey(name) || async.containsKey(name)))) {
            return batches(builder, batches);
        }
        HandlerProvider<?, ?> one = single.get(name);
        AsyncHandlerProvider<?, ?> other = async.get(name);
        if (batchKey.isPresent() && (one != null || other != null)) {
            throw new UserError(batchKey.get() + " is set, but the handler " + name
                    + " takes records one by one: remove the key, or name a batch handler in " + KEY
                    + (batch.isEmpty() ? "" : "; there are: " + String.join(", ", batch.keySet())));
        }
        if (one != null) {
            return single(builder, one);
        }
        if (other != null) {
            return async(builder, other);
        }
        Set<String> names = new TreeSet<>(single.keySet());
        names.addAll(async.keySet());
        names.addAll(batch.keySet());
        throw Providers.missing(KEY, name, names);
    }

    private Optional<String> batchKey() {
        return config.entries().stream()
                .map(LoadedConfig.Entry::key)
                .filter(key -> key.startsWith("headgate.batch."))
                .findFirst();
    }

    private <K, V> Stages<Output> single(HeadgateBuilder builder, HandlerProvider<K, V> provider) {
        return builder.handler(
                provider::keyDeserializer,
                provider::valueDeserializer,
                Providers.made(() -> provider.create(options), "the handler " + name));
    }

    private <K, V> Stages<Output> async(HeadgateBuilder builder, AsyncHandlerProvider<K, V> provider) {
        return builder.asyncHandler(
                provider::keyDeserializer,
                provider::valueDeserializer,
                Providers.made(() -> provider.create(options), "the handler " + name));
    }

    private <K, V> Stages<Output> batches(HeadgateBuilder builder, BatchHandlerProvider<K, V> provider) {
        HeadgateConfig.Batch bounds = config.headgate().batch();
        BatchOptions batches = new BatchOptions(
                bounds.size().orElse(DEFAULT_BATCH),
                bounds.bytes().orElse(Long.MAX_VALUE),
                bounds.linger().orElse(Duration.ZERO),
                bounds.per().orElse(BatchOptions.Per.ANY));
        return builder.batchHandler(
                provider::keyDeserializer,
                provider::valueDeserializer,
                batches,
                Providers.made(() -> provider.create(options), "the handler " + name));
    }
}
