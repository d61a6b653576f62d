package dev.headgate.internal.metrics;

import dev.headgate.internal.KafkaVersion;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What does not change while the engine runs: its versions, its poll interval. */
public final class BuildInfo implements AutoCloseable {
    private static final double MS_PER_SECOND = 1000.0;

    private final MeterScope scope;
    private final List<Meter> meters;

    /** @param maxPollInterval the consumer's {@code max.poll.interval.ms} */
    public BuildInfo(MeterScope scope, Duration maxPollInterval) {
        this.scope = scope;
        Tags versions = Tags.of("version", version())
                .and("kafka", KafkaVersion.ofClients())
                .and("java", Runtime.version().toString());
        double seconds = maxPollInterval.toMillis() / MS_PER_SECOND;
        meters = List.of(
                scope.gauge(MetricName.BUILD_INFO, versions, this, _ -> 1),
                scope.gauge(MetricName.POLL_INTERVAL_MAX, Tags.empty(), this, _ -> seconds));
    }

    private static String version() {
        return Optional.ofNullable(BuildInfo.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(scope::remove);
    }
}
