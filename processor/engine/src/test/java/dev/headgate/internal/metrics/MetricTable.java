package dev.headgate.internal.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The catalogue as a table for the documentation, with names as Prometheus shows them. */
final class MetricTable {
    private static final PrometheusNamingConvention PROMETHEUS = new PrometheusNamingConvention();

    private MetricTable() {}

    static String markdown() {
        return Arrays.stream(MetricName.values())
                .map(MetricTable::row)
                .collect(Collectors.joining("\n", "| metric | kind | unit | |\n|---|---|---|---|\n", "\n"));
    }

    private static String row(MetricName name) {
        String labels = name.labels().isEmpty() ? "" : "{" + String.join(",", name.labels()) + "}";
        return "| `%s%s` | %s | %s | %s |"
                .formatted(
                        prometheus(name),
                        labels,
                        kind(name),
                        name.unit().orElse("–"),
                        name.description().replace("|", "\\|"));
    }

    /** The name of the metric in Prometheus; of a histogram, without {@code _bucket}, {@code _count} and {@code _sum}. */
    static String prometheus(MetricName name) {
        String base = PROMETHEUS.name(name.meter(), type(name), name.unit().orElse(null));
        return base + suffix(name);
    }

    /** What the registry adds when it is scraped. */
    private static String suffix(MetricName name) {
        if (name.meter().endsWith(".info")) {
            return "_info";
        }
        return name.kind() == MetricName.Kind.COUNTER ? "_total" : "";
    }

    private static Meter.Type type(MetricName name) {
        return switch (name.kind()) {
            case COUNTER -> Meter.Type.COUNTER;
            case GAUGE -> Meter.Type.GAUGE;
            case TIMES -> Meter.Type.TIMER;
            case SIZES -> Meter.Type.DISTRIBUTION_SUMMARY;
        };
    }

    private static String kind(MetricName name) {
        return switch (name.kind()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case TIMES, SIZES -> "histogram";
        };
    }
}
