package dev.headgate.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TimeHistogramTest {
    private final TimeHistogram histogram = new TimeHistogram();

    private void record(Duration... durations) {
        for (Duration each : durations) {
            histogram.record(each.toNanos());
        }
    }

    @Test
    void a_bound_belongs_to_the_bucket_below_it() {
        record(
                Duration.ofMillis(1),
                Duration.ofNanos(1_000_001),
                Duration.ofMillis(5),
                Duration.ofMillis(5).plusNanos(1));
        assertThat(histogram.counts()).startsWith(1, 2, 1, 0);
        assertThat(histogram.count()).isEqualTo(4);
    }

    @Test
    void the_longest_have_a_bucket_of_their_own_and_a_clock_that_ran_back_counts_as_0() {
        record(Duration.ofHours(3), Duration.ofSeconds(-5));
        assertThat(histogram.counts()).startsWith(1, 0).endsWith(0, 1);
        assertThat(histogram.sum()).isEqualTo(Duration.ofHours(3));
        assertThat(TimeHistogram.upperBounds())
                .hasSameSizeAs(histogram.counts())
                .endsWith(60, Double.POSITIVE_INFINITY);
    }

    @Test
    void prometheus_sees_buckets_and_nothing_after_the_end() {
        record(Duration.ofMillis(3), Duration.ofSeconds(2));
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (TimeMeters _ = new TimeMeters(registry, MetricName.COMMITS, Map.of("failed", histogram))) {
            assertThat(registry.scrape().lines())
                    .contains(
                            "# TYPE headgate_commit_seconds histogram",
                            "headgate_commit_seconds_bucket{outcome=\"failed\",le=\"0.001\"} 0",
                            "headgate_commit_seconds_bucket{outcome=\"failed\",le=\"0.005\"} 1",
                            "headgate_commit_seconds_bucket{outcome=\"failed\",le=\"2.5\"} 2",
                            "headgate_commit_seconds_bucket{outcome=\"failed\",le=\"+Inf\"} 2",
                            "headgate_commit_seconds_count{outcome=\"failed\"} 2",
                            "headgate_commit_seconds_sum{outcome=\"failed\"} 2.003");
        }
        assertThat(registry.scrape()).isEmpty();
    }

    @Test
    void any_other_registry_sees_count_and_total() {
        record(Duration.ofMillis(3), Duration.ofSeconds(2));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (TimeMeters _ = new TimeMeters(registry, MetricName.RECORD_WAIT, Map.of("", histogram))) {
            var timer = registry.get("headgate.record.wait").functionTimer();
            assertThat(timer.count()).isEqualTo(2);
            assertThat(timer.totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isEqualTo(2_003);
        }
        assertThat(registry.getMeters()).isEmpty();
    }
}
