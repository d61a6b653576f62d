package dev.headgate.internal.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Where the meters of one engine are: a registry, and the tags that tell them from those of the other engines there. An
 * application may run several engines on the one registry that it has. Thread-safe.
 */
public final class MeterScope implements AutoCloseable {
    /** The tag with the engine's consumer group. */
    public static final String GROUP = "group";

    /** The tag with the engine's name, which no other engine of the same group and registry has. */
    public static final String ENGINE = "engine";

    private static final String NAMELESS = "headgate";

    /** The engines of each registry that are not closed yet. */
    private static final IdentityHashMap<MeterRegistry, Set<Tags>> TAKEN = new IdentityHashMap<>();

    private final MeterRegistry registry;
    private final Tags tags;

    private MeterScope(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    /**
     * Takes a name for an engine: its {@code client.id}, or {@code headgate}; where another engine of this group has that in this
     * registry, with a number behind it. The name is free again once this is closed.
     *
     * @param consumer the properties of the engine's consumer
     */
    public static MeterScope ofEngine(MeterRegistry registry, Map<String, Object> consumer) {
        synchronized (TAKEN) {
            Set<Tags> taken = TAKEN.computeIfAbsent(registry, _ -> new HashSet<>());
            Tags tags = tags(consumer, "");
            for (int number = 2; !taken.add(tags); number++) {
                tags = tags(consumer, "-" + number);
            }
            return new MeterScope(registry, tags);
        }
    }

    /** The meters of what runs beside an engine that is the only one of its group in the registry. */
    public static MeterScope besideEngine(MeterRegistry registry, Map<String, Object> consumer) {
        return new MeterScope(registry, tags(consumer, ""));
    }

    private static Tags tags(Map<String, Object> consumer, String suffix) {
        Object client = consumer.getOrDefault(ConsumerConfig.CLIENT_ID_CONFIG, "");
        String name = String.valueOf(client).isEmpty() ? NAMELESS : String.valueOf(client);
        String group = String.valueOf(consumer.getOrDefault(ConsumerConfig.GROUP_ID_CONFIG, ""));
        return Tags.of(GROUP, group, ENGINE, name + suffix);
    }

    MeterRegistry registry() {
        return registry;
    }

    /** The tags of the engine, and these. */
    Tags with(Tags own) {
        return tags.and(own);
    }

    /** Registers a counter that reads this source whenever somebody asks. Micrometer holds the source weakly. */
    public <S> Meter counter(MetricName name, Tags own, S source, ToDoubleFunction<S> value) {
        return FunctionCounter.builder(name.meter(), source, value)
                .description(name.description())
                .baseUnit(name.unit().orElse(null))
                .tags(with(own))
                .register(registry);
    }

    /** Registers a gauge that reads this source whenever somebody asks, and holds it. */
    public <S> Meter gauge(MetricName name, Tags own, S source, ToDoubleFunction<S> value) {
        return Gauge.builder(name.meter(), source, value)
                .description(name.description())
                .baseUnit(name.unit().orElse(null))
                .tags(with(own))
                .strongReference(true)
                .register(registry);
    }

    public void remove(Meter meter) {
        var _ = Optional.ofNullable(registry.remove(meter));
    }

    /** Frees the engine's name. Its meters are closed by those that registered them. */
    @Override
    public void close() {
        synchronized (TAKEN) {
            TAKEN.computeIfPresent(registry, (_, taken) -> {
                taken.remove(tags);
                return taken.isEmpty() ? null : taken;
            });
        }
    }
}
