package dev.headgate.metrics;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Shows {@link TimeHistogram}s in a registry: in Prometheus' own as histograms, in any other as count and total. Micrometer
 * has no meter that would read a histogram when it is asked, as it has for counters, gauges and timers without buckets.
 */
final class TimeMeters implements AutoCloseable {
    private static final String PROBE = ".probe";

    private final MeterScope scope;
    private final MetricName name;
    private final List<Meter> meters = new ArrayList<>();
    private final List<SharedHistogram.Series> shown = new ArrayList<>();

    /** @param series by the value of the metric's one label; of a metric without labels, one with any value */
    TimeMeters(MeterScope scope, MetricName name, Map<String, TimeHistogram> series) {
        this.scope = scope;
        this.name = name;
        series.forEach((value, histogram) -> {
            Tags own = name.labels().isEmpty()
                    ? Tags.empty()
                    : Tags.of(name.labels().getFirst(), value);
            if (scope.registry() instanceof PrometheusMeterRegistry prometheus) {
                show(prometheus, own, histogram);
            } else {
                meters.add(functionTimer(own, histogram));
            }
        });
    }

    private Meter functionTimer(Tags own, TimeHistogram histogram) {
        return FunctionTimer.builder(
                        name.meter(), histogram, TimeHistogram::count, TimeHistogram::sumNanos, TimeUnit.NANOSECONDS)
                .description(name.description())
                .tags(scope.with(own))
                .register(scope.registry());
    }

    /**
     * The registry's filters add common tags, rename and deny, and only tell what they did to a meter that was registered. So
     * a gauge is, for a moment.
     */
    private void show(PrometheusMeterRegistry prometheus, Tags own, TimeHistogram histogram) {
        Gauge probe = Gauge.builder(name.meter() + PROBE, () -> 0)
                .tags(scope.with(own))
                .register(prometheus);
        boolean isDenied = prometheus.remove(probe) == null;
        if (isDenied) {
            return;
        }
        String filtered = probe.getId().getName();
        String meter = filtered.endsWith(PROBE) ? filtered.substring(0, filtered.length() - PROBE.length()) : filtered;
        NamingConvention convention = prometheus.config().namingConvention();
        Labels labels = Labels.EMPTY;
        for (var tag : probe.getId().getConventionTags(convention)) {
            labels = labels.add(tag.getKey(), tag.getValue());
        }
        shown.add(SharedHistogram.show(
                prometheus.getPrometheusRegistry(),
                convention.name(meter, Meter.Type.TIMER, "seconds"),
                name.description(),
                labels,
                histogram));
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(scope::remove);
        shown.forEach(SharedHistogram.Series::close);
    }
}
