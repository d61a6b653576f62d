package dev.headgate.internal.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One metric of a Prometheus registry with the series of all engines there. With a collector for each engine a scrape would
 * fail, and with it that of the whole application. Thread-safe.
 */
final class SharedHistogram implements Collector {
    private static final IdentityHashMap<PrometheusRegistry, Map<String, SharedHistogram>> ALL =
            new IdentityHashMap<>();

    private final String name;
    private final String help;
    private final List<Series> series = new CopyOnWriteArrayList<>();

    private SharedHistogram(String name, String help) {
        this.name = name;
        this.help = help;
    }

    /** One engine's part of the metric, until it is closed. */
    record Series(PrometheusRegistry in, String name, Labels labels, TimeHistogram histogram) implements AutoCloseable {
        @Override
        public void close() {
            remove(this);
        }
    }

    /** Shows this histogram until the answer is closed. */
    static Series show(PrometheusRegistry in, String name, String help, Labels labels, TimeHistogram histogram) {
        Series added = new Series(in, name, labels, histogram);
        synchronized (ALL) {
            Map<String, SharedHistogram> those = ALL.computeIfAbsent(in, _ -> new HashMap<>());
            @Nullable SharedHistogram shared = those.get(name);
            if (shared == null) {
                shared = new SharedHistogram(name, help);
                those.put(name, shared);
                shared.series.add(added);
                in.register(shared);
            } else {
                shared.series.add(added);
            }
        }
        return added;
    }

    private static void remove(Series gone) {
        synchronized (ALL) {
            Map<String, SharedHistogram> those = ALL.getOrDefault(gone.in(), Map.of());
            @Nullable SharedHistogram shared = those.get(gone.name());
            if (shared != null
                    && shared.series.removeIf(each -> each.histogram() == gone.histogram())
                    && shared.series.isEmpty()) {
                those.remove(gone.name());
                gone.in().unregister(shared);
                if (those.isEmpty()) {
                    ALL.remove(gone.in());
                }
            }
        }
    }

    /** Series that a filter of the registry has left no difference are added up: a scrape must not fail for them. */
    @Override
    public HistogramSnapshot collect() {
        Map<Labels, Sum> sums = new LinkedHashMap<>();
        series.forEach(
                each -> sums.computeIfAbsent(each.labels(), _ -> new Sum()).add(each.histogram()));
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(name).help(help);
        sums.forEach((labels, sum) -> snapshot.dataPoint(HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(sum.buckets())
                .sum(sum.nanos / TimeUnit.SECONDS.toNanos(1))
                .build()));
        return snapshot.build();
    }

    /** Histograms under the same labels. */
    private static final class Sum {
        private final long[] counts = new long[TimeHistogram.upperBounds().length];
        private double nanos;

        void add(TimeHistogram histogram) {
            long[] more = histogram.counts();
            Arrays.setAll(counts, bucket -> counts[bucket] + more[bucket]);
            nanos += histogram.sumNanos();
        }

        ClassicHistogramBuckets buckets() {
            List<Double> bounds =
                    Arrays.stream(TimeHistogram.upperBounds()).boxed().toList();
            return ClassicHistogramBuckets.of(
                    bounds, Arrays.stream(counts).boxed().toList());
        }
    }
}
