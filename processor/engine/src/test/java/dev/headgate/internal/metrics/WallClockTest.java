package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WallClockTest {
    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final WallClock clock = new WallClock(millis::get);

    private long at(long afterMillis) {
        return clock.millisAt(Long.MAX_VALUE - 5 + TimeUnit.MILLISECONDS.toNanos(afterMillis));
    }

    @Test
    void counts_on_from_its_last_look_across_the_overflow_of_the_other_clock() {
        assertThat(at(0)).isEqualTo(1_000_000);
        millis.set(0);
        assertThat(at(700)).isEqualTo(1_000_700);
        assertThat(at(-20)).as("a record that ended before another").isEqualTo(999_980);
    }

    @Test
    void follows_a_clock_that_was_set_within_a_second() {
        assertThat(at(0)).isEqualTo(1_000_000);
        millis.set(50);
        assertThat(at(999)).isEqualTo(1_000_999);
        assertThat(at(1_000)).isEqualTo(50);
        assertThat(at(1_100)).isEqualTo(150);
    }
}
