package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.audit.AuditLag.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class IdleWatchTest {
    private final IdleWatch watch = new IdleWatch(Duration.ofNanos(100));

    @Test
    void it_is_idle_when_nothing_has_come_for_the_time_asked_for() {
        assertThat(watch.isIdle(new Progress(0, 7), 1_000)).isFalse();
        assertThat(watch.isIdle(new Progress(0, 7), 1_099)).isFalse();
        assertThat(watch.isIdle(new Progress(0, 7), 1_100)).isTrue();
    }

    @Test
    void what_comes_or_is_left_to_read_starts_the_time_again() {
        watch.isIdle(new Progress(0, 7), 0);
        assertThat(watch.isIdle(new Progress(0, 8), 100)).isFalse();
        assertThat(watch.isIdle(new Progress(3, 8), 200)).isFalse();
        assertThat(watch.isIdle(new Progress(0, 8), 299)).isFalse();
        assertThat(watch.isIdle(new Progress(0, 8), 300)).isTrue();
    }
}
