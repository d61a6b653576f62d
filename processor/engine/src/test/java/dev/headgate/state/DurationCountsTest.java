package dev.headgate.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationCountsTest {
    private static final int LAST = DurationCounts.UPPER_BOUNDS.size();

    private static DurationCounts of(Map<Integer, Long> buckets) {
        List<Long> counts = new ArrayList<>(Collections.nCopies(LAST + 1, 0L));
        buckets.forEach(counts::set);
        return new DurationCounts(counts);
    }

    @Test
    void a_percentile_is_estimated_within_its_bucket() {
        DurationCounts counts = of(Map.of(0, 90L, 2, 10L)); // 90 up to 1 ms, 10 of 5 to 10 ms
        assertThat(counts.total()).isEqualTo(100);
        assertThat(counts.percentile(45)).contains(Duration.ofNanos(500_000));
        assertThat(counts.percentile(90)).contains(Duration.ofMillis(1));
        assertThat(counts.percentile(95)).contains(Duration.ofNanos(7_500_000));
        assertThat(counts.percentile(100)).contains(Duration.ofMillis(10));
        assertThat(counts.percentile(0)).contains(Duration.ZERO);
    }

    @Test
    void what_is_above_the_last_bound_counts_as_the_last_bound() {
        assertThat(of(Map.of(LAST, 3L)).percentile(50)).contains(DurationCounts.UPPER_BOUNDS.getLast());
    }

    @Test
    void of_nothing_there_is_no_percentile() {
        assertThat(DurationCounts.NONE.percentile(99)).isEmpty();
        assertThat(of(Map.of()).percentile(99)).isEmpty();
    }

    @Test
    void two_of_them_tell_what_happened_between() {
        DurationCounts before = of(Map.of(0, 1_000L));
        DurationCounts after = of(Map.of(0, 1_000L, 1, 10L));
        assertThat(after.since(before)).isEqualTo(of(Map.of(1, 10L)));
        assertThat(after.since(DurationCounts.NONE)).isEqualTo(after);
        assertThat(DurationCounts.NONE.since(before)).isEqualTo(DurationCounts.NONE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 100.1, Double.NaN})
    void what_is_no_percentage_is_refused(double percent) {
        assertThatThrownBy(() -> DurationCounts.NONE.percentile(percent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 0 to 100");
    }

    @Test
    void buckets_that_are_not_these_are_refused() {
        assertThatThrownBy(() -> new DurationCounts(List.of(1L))).isInstanceOf(IllegalArgumentException.class);
    }
}
