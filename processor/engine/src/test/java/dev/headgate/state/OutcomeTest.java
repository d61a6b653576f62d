package dev.headgate.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class OutcomeTest {
    @ParameterizedTest
    @EnumSource
    void only_a_dropped_record_is_delivered_again(Outcome.Plain outcome) {
        assertThat(outcome.isDone())
                .isEqualTo(!EnumSet.of(Outcome.Plain.DROPPED).contains(outcome));
    }

    @Test
    void a_halted_record_is_not_done_so_that_a_restart_meets_it_again() {
        assertThat(new Outcome.Halted("orders-0@1 failed", new Exception("boom")).isDone())
                .isFalse();
    }

    /** The gate takes this order for precedence, and the scope for how far a pause reaches. */
    @Test
    void reasons_for_all_partitions_come_before_those_for_one() {
        PauseReason[] reasons = PauseReason.values();
        assertThat(reasons[0]).isEqualTo(PauseReason.NONE);
        for (int i = 2; i < reasons.length; i++) {
            boolean reachesFurther = reasons[i].scope() == PauseReason.Scope.ALL
                    && reasons[i - 1].scope() == PauseReason.Scope.PARTITION;
            assertThat(reachesFurther)
                    .as("%s after %s", reasons[i], reasons[i - 1])
                    .isFalse();
        }
    }
}
