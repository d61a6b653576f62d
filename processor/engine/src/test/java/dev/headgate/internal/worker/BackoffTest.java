package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static RetryPolicy policy(double jitter) {
        return new RetryPolicy(5, Duration.ofMillis(100), 2, Duration.ofSeconds(30), jitter);
    }

    private static long millis(Backoff backoff, int failures) {
        return TimeUnit.NANOSECONDS.toMillis(backoff.nanos(failures));
    }

    @Test
    void each_wait_is_longer_than_the_one_before_up_to_the_longest() {
        Backoff backoff = new Backoff(policy(0), () -> 0.5);
        assertThat(millis(backoff, 1)).isEqualTo(100);
        assertThat(millis(backoff, 2)).isEqualTo(200);
        assertThat(millis(backoff, 9)).isEqualTo(25_600);
        assertThat(millis(backoff, 10)).isEqualTo(30_000);
        assertThat(millis(backoff, Integer.MAX_VALUE)).isEqualTo(30_000);
    }

    /** Records that have failed together for long would otherwise come back together for ever. */
    @Test
    void the_longest_wait_is_jittered_as_any_other_is() {
        assertThat(millis(new Backoff(policy(0.5), () -> 0), 1)).isEqualTo(50);
        assertThat(millis(new Backoff(policy(0.5), () -> 0.5), 12)).isEqualTo(22_500);
        assertThat(millis(new Backoff(policy(0.5), () -> 0), 12)).isEqualTo(15_000);
        assertThat(millis(new Backoff(policy(0.5), () -> 0), 1_000_000)).isEqualTo(15_000);
    }

    @Test
    void all_of_a_wait_may_be_drawn_at_random_and_is_never_nothing() {
        assertThat(new Backoff(policy(1), () -> 0).nanos(3)).isEqualTo(1);
        assertThat(millis(new Backoff(policy(1), () -> 0.25), 3)).isEqualTo(100);
    }
}
