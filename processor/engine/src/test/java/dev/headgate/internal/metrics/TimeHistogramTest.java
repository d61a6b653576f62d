package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
public class TimeHistogramTest {
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
        assertThat(histogram.sumNanos()).isEqualTo((double) Duration.ofHours(3).toNanos());
        assertThat(TimeHistogram.upperBounds())
                .hasSameSizeAs(histogram.counts())
                .endsWith(60, Double.POSITIVE_INFINITY);
    }

    @Test
    void the_sum_grows_with_every_duration_however_old_the_records_are() {
        long since1970 = Duration.ofDays(365 * 56L).toNanos();
        double before = 0;
        for (int i = 0; i < 20; i++) {
            histogram.record(since1970);
            assertThat(histogram.sumNanos()).isGreaterThan(before);
            before = histogram.sumNanos();
        }
        assertThat(before).isCloseTo(20.0 * since1970, Percentage.withPercentage(1e-9));
        histogram.record(Duration.ofMillis(1).toNanos());
        assertThat(histogram.sumNanos()).isGreaterThan(before);
    }

    @Test
    void prometheus_sees_buckets_and_nothing_after_the_end() {
        record(Duration.ofMillis(3), Duration.ofSeconds(2));
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (TimeMeters _ = new TimeMeters(
                MeterScope.ofEngine(registry, Map.of("group.id", "orders")),
                MetricName.COMMITS,
                Map.of("failed", histogram))) {
            assertThat(registry.scrape().lines())
                    .contains(
                            "# TYPE headgate_commit_seconds histogram",
                            "headgate_commit_seconds_bucket{engine=\"headgate\",group=\"orders\",outcome=\"failed\",le=\"0.001\"}"
                                    + " 0",
                            "headgate_commit_seconds_bucket{engine=\"headgate\",group=\"orders\",outcome=\"failed\",le=\"0.005\"}"
                                    + " 1",
                            "headgate_commit_seconds_bucket{engine=\"headgate\",group=\"orders\",outcome=\"failed\",le=\"2.5\"}"
                                    + " 2",
                            "headgate_commit_seconds_bucket{engine=\"headgate\",group=\"orders\",outcome=\"failed\",le=\"+Inf\"}"
                                    + " 2",
                            "headgate_commit_seconds_count{engine=\"headgate\",group=\"orders\",outcome=\"failed\"} 2",
                            "headgate_commit_seconds_sum{engine=\"headgate\",group=\"orders\",outcome=\"failed\"}"
                                    + " 2.003");
        }
        assertThat(registry.scrape()).isEmpty();
    }

    @Test
    void any_other_registry_sees_count_and_total() {
        record(Duration.ofMillis(3), Duration.ofSeconds(2));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (TimeMeters _ = new TimeMeters(
                MeterScope.ofEngine(registry, Map.of("group.id", "orders")),
                MetricName.RECORD_WAIT,
                Map.of("", histogram))) {
            var timer = registry.get("headgate.record.wait").functionTimer();
            assertThat(timer.count()).isEqualTo(2);
            assertThat(timer.totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isEqualTo(2_003);
        }
        assertThat(registry.getMeters()).isEmpty();
    }
}
