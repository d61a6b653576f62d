package dev.headgate.metrics;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Shows {@link TimeHistogram}s in a registry: in Prometheus' own as histograms, in any other as count and total. Micrometer
 * has no meter that would read a histogram when it is asked, as it has for counters, gauges and timers without buckets.
 */
final class TimeMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private Optional<Shown> shown = Optional.empty();

    private record Shown(PrometheusRegistry in, Collector collector) {}

    /** @param series by the value of the metric's one label; of a metric without labels, one with any value */
    TimeMeters(MeterRegistry registry, MetricName name, Map<String, TimeHistogram> series) {
        this.registry = registry;
        if (registry instanceof PrometheusMeterRegistry prometheus) {
            String own = registry.config().namingConvention().name(name.meter(), Meter.Type.TIMER, "seconds");
            Collector collector = () -> snapshot(own, name, series);
            prometheus.getPrometheusRegistry().register(collector);
            shown = Optional.of(new Shown(prometheus.getPrometheusRegistry(), collector));
        } else {
            series.forEach((value, histogram) -> meters.add(functionTimer(name, value, histogram)));
        }
    }

    private Meter functionTimer(MetricName name, String value, TimeHistogram histogram) {
        FunctionTimer.Builder<TimeHistogram> builder = FunctionTimer.builder(
                        name.meter(),
                        histogram,
                        TimeHistogram::count,
                        of -> of.sum().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description(name.description());
        name.labels().forEach(label -> builder.tag(label, value));
        return builder.register(registry);
    }

    private static HistogramSnapshot snapshot(String own, MetricName name, Map<String, TimeHistogram> series) {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(own).help(name.description());
        series.forEach((value, histogram) -> snapshot.dataPoint(HistogramDataPointSnapshot.builder()
                .labels(labels(name, value))
                .classicHistogramBuckets(buckets(histogram))
                .sum(histogram.sum().toNanos() / (double) TimeUnit.SECONDS.toNanos(1))
                .build()));
        return snapshot.build();
    }

    private static Labels labels(MetricName name, String value) {
        return name.labels().isEmpty() ? Labels.EMPTY : Labels.of(name.labels().getFirst(), value);
    }

    private static ClassicHistogramBuckets buckets(TimeHistogram histogram) {
        List<Double> bounds = Arrays.stream(TimeHistogram.upperBounds()).boxed().toList();
        List<Long> counts = Arrays.stream(histogram.counts()).boxed().toList();
        return ClassicHistogramBuckets.of(bounds, counts);
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
        shown.ifPresent(its -> its.in().unregister(its.collector()));
    }
}
