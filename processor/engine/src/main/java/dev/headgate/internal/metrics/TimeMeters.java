package dev.headgate.internal.metrics;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Shows {@link TimeHistogram}s in a registry: in Prometheus' own as histograms, in any other as count and total. Micrometer
 * has no meter that would read a histogram when it is asked, as it has for counters, gauges and timers without buckets.
 */
final class TimeMeters implements AutoCloseable {
    /** Only where Prometheus is on the class path may the class be loaded that knows it: the library doesn't bring it. */
    private static final boolean MAY_BE_PROMETHEUS = isThere("io.micrometer.prometheusmetrics.PrometheusMeterRegistry");

    private final MeterScope scope;
    private final MetricName name;
    private final List<Meter> meters = new ArrayList<>();
    private final List<Runnable> shown = new ArrayList<>();

    /** @param series by the value of the metric's one label; of a metric without labels, one with any value */
    TimeMeters(MeterScope scope, MetricName name, Map<String, TimeHistogram> series) {
        this.scope = scope;
        this.name = name;
        series.forEach((value, histogram) -> {
            Tags own = name.labels().isEmpty()
                    ? Tags.empty()
                    : Tags.of(name.labels().getFirst(), value);
            if (MAY_BE_PROMETHEUS && PrometheusTimes.isPrometheus(scope.registry())) {
                PrometheusTimes.show(scope, name, own, histogram).ifPresent(shown::add);
            } else {
                meters.add(functionTimer(own, histogram));
            }
        });
    }

    private static boolean isThere(String className) {
        try {
            Class.forName(className, false, TimeMeters.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError _) {
            return false;
        }
    }

    private Meter functionTimer(Tags own, TimeHistogram histogram) {
        return FunctionTimer.builder(
                        name.meter(), histogram, TimeHistogram::count, TimeHistogram::sumNanos, TimeUnit.NANOSECONDS)
                .description(name.description())
                .tags(scope.with(own))
                .register(scope.registry());
    }

    /** Takes the meters out of the registry. */
    @Override
    public void close() {
        meters.forEach(scope::remove);
        shown.forEach(Runnable::run);
    }
}
