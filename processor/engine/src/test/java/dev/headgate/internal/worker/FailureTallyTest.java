package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.state.GiveUpReason;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class FailureTallyTest {
    private final FailureTally tally = new FailureTally();

    @Test
    void records_are_counted_by_what_they_were_given_up_for() {
        tally.givenUp(new IllegalStateException());
        tally.givenUp(new IllegalStateException());
        tally.givenUp(new ArithmeticException());
        assertThat(tally.givenUpBy())
                .isEqualTo(Map.of("java.lang.IllegalStateException", 2L, "java.lang.ArithmeticException", 1L));
    }

    @Test
    void the_classes_told_apart_are_bounded_and_nothing_goes_uncounted() {
        int classes = 3 * FailureTally.MOST;
        for (int i = 0; i < classes; i++) {
            tally.givenUp(GiveUpReason.FAILED, "Failure" + i);
            tally.givenUp(GiveUpReason.REJECTED, "Failure0");
        }
        assertThat(tally.givenUpBy())
                .hasSizeLessThanOrEqualTo(FailureTally.MOST + 1)
                .containsKey(FailureTally.OTHERS);
        assertThat(tally.givenUp())
                .containsEntry(GiveUpReason.FAILED, (long) classes)
                .containsEntry(GiveUpReason.REJECTED, (long) classes)
                .containsEntry(GiveUpReason.TIMEOUT, 0L);
        assertThat(tally.givenUpBy().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(2L * classes);
    }
}
