package dev.headgate.internal.consumer;

import static dev.headgate.state.PauseReason.DRAINING;
import static dev.headgate.state.PauseReason.NONE;
import static dev.headgate.state.PauseReason.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.state.PauseReason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class YieldAfterLongPauseTest {
    private static final Duration LONG = Duration.ofSeconds(1);

    private final AtomicLong clock = new AtomicLong(-1);
    private final YieldAfterLongPause turn = new YieldAfterLongPause(clock::get);

    @Test
    void is_not_due_without_an_assignment() {
        pauseFor(LONG, NONE);
        assertThat(turn.isDue()).isFalse();
    }

    @Test
    void is_due_after_a_long_pause_until_the_partition_has_been_paused_for_its_share() {
        turn.assignmentChanged();
        assertThat(turn.isDue()).isFalse();
        pauseFor(LONG, NONE);
        assertThat(turn.isDue()).isTrue();
        turn.taken();
        assertThat(turn.isDue()).isFalse();
    }

    @Test
    void is_due_once_for_an_assignment() {
        turn.assignmentChanged();
        pauseFor(LONG, NONE);
        turn.taken();
        pauseFor(LONG, NONE);
        assertThat(turn.isDue()).isFalse();
        turn.assignmentChanged();
        pauseFor(LONG, NONE);
        assertThat(turn.isDue()).isTrue();
    }

    @Test
    void is_not_due_after_a_short_pause_since_the_partition_would_wait_for_the_others_answer() {
        turn.assignmentChanged();
        pauseFor(LONG.minusMillis(1), NONE);
        assertThat(turn.isDue()).isFalse();
    }

    @Test
    void is_not_due_where_the_pause_goes_on_for_another_reason() {
        turn.assignmentChanged();
        pauseFor(LONG, DRAINING);
        assertThat(turn.isDue()).isFalse();
    }

    @Test
    void is_not_due_any_more_once_the_next_pause_begins() {
        turn.assignmentChanged();
        pauseFor(LONG, NONE);
        pauseFor(Duration.ZERO, NONE);
        assertThat(turn.isDue()).isFalse();
        pauseFor(LONG, NONE);
        assertThat(turn.isDue()).isTrue();
    }

    private void pauseFor(Duration time, PauseReason next) {
        turn.changed(NONE, QUEUE);
        clock.addAndGet(time.toNanos());
        turn.changed(QUEUE, next);
    }
}
