package dev.headgate.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RateLimitTest {
    private static final long INTERVAL = 100_000_000;
    private static final double PER_SECOND = 10;

    @ParameterizedTest(name = "clock starts at {0}")
    @ValueSource(longs = {0, -5_000_000_000L, 7})
    void tokens_come_one_interval_apart(long start) {
        RateLimit rate = new RateLimit(PER_SECOND, 1, start);
        assertThat(rate.take(start)).isLessThanOrEqualTo(0);
        assertThat(rate.take(start)).isEqualTo(INTERVAL);
        assertThat(rate.take(start)).isEqualTo(2 * INTERVAL);
        assertThat(rate.take(start + INTERVAL)).isEqualTo(2 * INTERVAL);
    }

    @Test
    void after_a_quiet_time_no_more_than_the_burst_is_there_at_once() {
        RateLimit rate = new RateLimit(PER_SECOND, 3, 0);
        long later = 1_000 * INTERVAL;
        for (int token = 0; token < 3; token++) {
            assertThat(rate.take(later)).as("token %d of the burst", token).isLessThanOrEqualTo(0);
        }
        assertThat(rate.take(later)).isEqualTo(INTERVAL);
    }

    @Test
    void the_burst_is_there_at_the_start() {
        RateLimit rate = new RateLimit(PER_SECOND, 2, 50);
        assertThat(rate.take(50)).isLessThanOrEqualTo(0);
        assertThat(rate.take(50)).isLessThanOrEqualTo(0);
        assertThat(rate.take(50)).isEqualTo(INTERVAL);
    }

    @Test
    void a_quiet_time_saves_nothing_up_where_the_burst_is_one() {
        RateLimit rate = new RateLimit(PER_SECOND, 1, 0);
        assertThat(rate.take(50 * INTERVAL)).isLessThanOrEqualTo(0);
        assertThat(rate.take(50 * INTERVAL)).isEqualTo(INTERVAL);
    }

    @Test
    void even_an_absurd_rate_keeps_time_moving() {
        RateLimit rate = new RateLimit(1e18, 1, 0);
        long _ = rate.take(0);
        assertThat(rate.take(0)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 1e-10, 1e-11, 1e-300, Double.MIN_VALUE})
    void even_the_lowest_rate_limits_however_many_wait(double perSecond) {
        RateLimit rate = new RateLimit(perSecond, 1, 0);
        assertThat(rate.take(0)).isLessThanOrEqualTo(0);
        for (int waiting = 0; waiting < 20_000; waiting++) {
            assertThat(rate.take(0)).as("number %d", waiting).isGreaterThan(1_000_000_000L);
        }
    }

    /** A caller that waits as long as it was told starts in no window of time more often than rate and burst allow. */
    @Test
    void no_window_of_time_sees_more_starts_than_the_rate_and_the_burst() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            int burst = 1 + random.nextInt(5);
            RateLimit rate = new RateLimit(PER_SECOND, burst, 0);
            List<Long> starts = new ArrayList<>();
            long now = 0;
            for (int i = 0; i < 300; i++) {
                now += random.nextLong(random.nextInt(10) == 0 ? 20 * INTERVAL : INTERVAL);
                starts.add(now + Math.max(0, rate.take(now)));
            }
            Collections.sort(starts);
            for (int i = burst; i < starts.size(); i++) {
                long span = starts.get(i) - starts.get(i - burst);
                assertThat(span)
                        .as("seed %d: burst + 1 starts from number %d", seed, i - burst)
                        .isGreaterThanOrEqualTo(INTERVAL);
            }
        }
    }

    @Test
    void no_two_threads_get_the_same_token() throws Exception {
        RateLimit rate = new RateLimit(PER_SECOND, 1, 0);
        int threads = 4;
        int each = 5_000;
        List<Long> waits = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<List<Long>>> results = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                results.add(pool.submit(() -> {
                    List<Long> mine = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        mine.add(rate.take(0));
                    }
                    return mine;
                }));
            }
            for (Future<List<Long>> result : results) {
                waits.addAll(result.get());
            }
        }
        Collections.sort(waits);
        for (int i = 0; i < threads * each; i++) {
            assertThat(waits.get(i)).isEqualTo(i * INTERVAL);
        }
    }
}
