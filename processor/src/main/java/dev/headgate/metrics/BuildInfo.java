package dev.headgate.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;

/** What does not change while the engine runs: its versions, its group, its poll interval. */
public final class BuildInfo implements AutoCloseable {
    private static final double MS_PER_SECOND = 1000.0;

    private final MeterRegistry registry;
    private final List<Meter> meters;

    /** @param maxPollInterval the consumer's {@code max.poll.interval.ms} */
    public BuildInfo(MeterRegistry registry, String group, Duration maxPollInterval) {
        this.registry = registry;
        Gauge info = builder(MetricName.BUILD_INFO, 1)
                .tag("version", version())
                .tag("kafka", AppInfoParser.getVersion())
                .tag("java", Runtime.version().toString())
                .tag("group", group)
                .register(registry);
        Gauge interval = builder(MetricName.POLL_INTERVAL_MAX, maxPollInterval.toMillis() / MS_PER_SECOND)
                .register(registry);
        meters = List.of(info, interval);
    }

    private static Gauge.Builder<?> builder(MetricName name, double value) {
        return Gauge.builder(name.meter(), () -> value)
                .description(name.description())
                .baseUnit(name.unit().orElse(null))
                .strongReference(true);
    }

    private static String version() {
        return Optional.ofNullable(BuildInfo.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
