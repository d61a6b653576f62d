package dev.headgate.internal.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Optional;

/** {@link TimeHistogram}s as histograms of Prometheus' own. Loaded only where Prometheus is on the class path. */
final class PrometheusTimes {
    private static final String PROBE = ".probe";

    private PrometheusTimes() {}

    static boolean isPrometheus(MeterRegistry registry) {
        return registry instanceof PrometheusMeterRegistry;
    }

    /**
     * Shows the histogram, until what is returned runs; empty where a filter denies it.
     *
     * <p>The registry's filters add common tags, rename and deny, and only tell what they did to a meter that was registered. So
     * a gauge is, for a moment.
     */
    static Optional<Runnable> show(MeterScope scope, MetricName name, Tags own, TimeHistogram histogram) {
        PrometheusMeterRegistry prometheus = (PrometheusMeterRegistry) scope.registry();
        Gauge probe = Gauge.builder(name.meter() + PROBE, () -> 0)
                .tags(scope.with(own))
                .register(prometheus);
        boolean isDenied = prometheus.remove(probe) == null;
        if (isDenied) {
            return Optional.empty();
        }
        String filtered = probe.getId().getName();
        String meter = filtered.endsWith(PROBE) ? filtered.substring(0, filtered.length() - PROBE.length()) : filtered;
        NamingConvention convention = prometheus.config().namingConvention();
        Labels labels = Labels.EMPTY;
        for (var tag : probe.getId().getConventionTags(convention)) {
            labels = labels.add(tag.getKey(), tag.getValue());
        }
        SharedHistogram.Series series = SharedHistogram.show(
                prometheus.getPrometheusRegistry(),
                convention.name(meter, Meter.Type.TIMER, "seconds"),
                name.description(),
                labels,
                histogram);
        return Optional.of(series::close);
    }
}
