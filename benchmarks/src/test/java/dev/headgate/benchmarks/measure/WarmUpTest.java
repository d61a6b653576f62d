package dev.headgate.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a run may be measured, in a time of its own. */
class WarmUpTest {
    private static final long LEAST_MILLIS = 5_000;

    private long nowMillis;
    private long compiledMillis;
    private final WarmUp warmUp = new WarmUp(LEAST_MILLIS, 0, () -> compiledMillis);

    @Test
    void it_takes_the_time_that_was_asked_for_even_if_nothing_is_compiled() {
        assertThat(lasts(0)).isBetween(LEAST_MILLIS, LEAST_MILLIS + 10);
    }

    @Test
    void it_goes_on_while_the_compilers_work() {
        for (int second = 0; second < 9; second++) {
            assertThat(isOverWithin(1_000, 0.5)).as("after second %d", second).isFalse();
        }
        assertThat(isOverWithin(2_000, 0.05)).isTrue();
    }

    @Test
    void it_ends_after_four_times_the_time_though_the_compilers_never_rest() {
        assertThat(lasts(0.6)).isBetween(4 * LEAST_MILLIS, 4 * LEAST_MILLIS + 10);
    }

    private long lasts(double compiling) {
        assertThat(isOverWithin(60_000, compiling)).isTrue();
        return nowMillis;
    }

    /** Asks every 10 ms. */
    private boolean isOverWithin(long millis, double compiling) {
        long end = nowMillis + millis;
        long begin = nowMillis;
        long compiledThen = compiledMillis;
        while (nowMillis < end) {
            nowMillis += 10;
            compiledMillis = compiledThen + (long) ((nowMillis - begin) * compiling);
            if (warmUp.isOver(TimeUnit.MILLISECONDS.toNanos(nowMillis))) {
                return true;
            }
        }
        return false;
    }
}
