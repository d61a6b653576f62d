package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EndOffsetHistoryTest {
    private final EndOffsetHistory history = new EndOffsetHistory();

    @Test
    void knows_nothing_without_a_sample_and_then_how_old_a_record_is_at_least() {
        assertThat(history.writtenAt(5)).isEmpty();
        history.add(1000, 100);
        history.add(2000, 100);
        assertThat(history.writtenAt(50)).hasValue(1000);
    }

    @Test
    void draws_a_line_between_samples() {
        history.add(1000, 100);
        history.add(2000, 200);
        history.add(3000, 400);
        assertThat(history.writtenAt(150)).hasValue(1500);
        assertThat(history.writtenAt(300)).hasValue(2500);
    }

    @Test
    void draws_the_line_on_to_what_was_written_before_the_first_sample() {
        history.add(1000, 100);
        history.add(2000, 200);
        assertThat(history.writtenAt(50)).hasValue(500);
    }

    @Test
    void finds_the_record_behind_a_time_in_which_nothing_was_written() {
        history.add(1000, 100);
        history.add(9000, 100);
        history.add(10000, 200);
        assertThat(history.writtenAt(100)).hasValue(9000);
    }

    @Test
    void forgets_a_log_that_was_truncated() {
        history.add(1000, 100);
        history.add(2000, 200);
        history.add(3000, 10);
        assertThat(history.writtenAt(5)).hasValue(3000);
    }
}
