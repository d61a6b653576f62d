package dev.headgate.internal.offset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class CommitPolicyTest {
    private static final long INTERVAL = 1_000;
    private static final int RECORDS = 10;

    @ParameterizedTest(name = "clock starts at {0}")
    @ValueSource(longs = {0, 5_000, Long.MAX_VALUE - 10, Long.MIN_VALUE})
    void a_commit_is_due_when_the_interval_is_over(long start) {
        CommitPolicy policy = new CommitPolicy(INTERVAL, RECORDS, start);
        assertThat(policy.isDue(start)).isFalse();
        assertThat(policy.isDue(start + INTERVAL - 1)).isFalse();
        assertThat(policy.isDue(start + INTERVAL)).isTrue();
        assertThat(policy.nanosUntilDue(start + 400)).isEqualTo(600);
        assertThat(policy.nanosUntilDue(start + INTERVAL)).isLessThanOrEqualTo(0);
    }

    @Test
    void a_commit_is_due_when_enough_records_are_acknowledged_however_early() {
        CommitPolicy policy = new CommitPolicy(INTERVAL, RECORDS, 0);
        policy.acknowledged(RECORDS - 1);
        assertThat(policy.isDue(1)).isFalse();
        policy.acknowledged(1);
        assertThat(policy.isDue(1)).isTrue();
    }

    @Test
    void a_restart_counts_both_from_zero() {
        CommitPolicy policy = new CommitPolicy(INTERVAL, RECORDS, 0);
        policy.acknowledged(RECORDS);
        policy.restart(700);
        assertThat(policy.isDue(700)).isFalse();
        policy.acknowledged(RECORDS - 1);
        assertThat(policy.isDue(1_699)).isFalse();
        assertThat(policy.isDue(1_700)).isTrue();
    }

    @Test
    void more_acknowledgements_than_an_int_can_count_are_still_many() {
        CommitPolicy policy = new CommitPolicy(INTERVAL, Integer.MAX_VALUE, 0);
        policy.acknowledged(Integer.MAX_VALUE);
        policy.acknowledged(Integer.MAX_VALUE);
        assertThat(policy.isDue(0)).isTrue();
    }
}
