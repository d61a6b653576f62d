package dev.headgate.app;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsContext;
import org.apache.kafka.common.metrics.MetricsReporter;

/** A plug-in of the Kafka clients that notes which of them gave it its own property. */
public final class RecordingReporter implements MetricsReporter {
    /** What the clients gave for {@code acme.region}, by the kind of client. */
    static final Map<String, String> REGIONS = new ConcurrentHashMap<>();

    private String region = "none";

    @Override
    public void configure(Map<String, ?> configs) {
        region = String.valueOf(configs.get("acme.region"));
    }

    @Override
    public void contextChange(MetricsContext context) {
        REGIONS.merge(
                context.contextLabels().getOrDefault(MetricsContext.NAMESPACE, "?"),
                region,
                (before, now) -> before.equals(now) ? now : before + " and " + now);
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        // Metrics are not what is looked at.
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        // Nor their changes.
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        // Nor that one goes.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
