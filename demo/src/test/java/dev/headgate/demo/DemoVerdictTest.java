package dev.headgate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DemoVerdictTest {
    @Test
    void what_was_produced_and_did_not_arrive_is_lost() {
        DemoVerdict verdict = new DemoVerdict(1_000, 998, 0, 0, 5);
        assertThat(verdict.isClean()).isFalse();
        assertThat(verdict).hasToString("produced 1,000, acknowledged 998, lost 2, duplicates 0, pauses 5");
    }

    @Test
    void what_arrived_and_is_not_committed_is_not_clean() {
        DemoVerdict verdict = new DemoVerdict(1_000, 1_000, 0, 3, 5);
        assertThat(verdict.isClean()).isFalse();
        assertThat(verdict.toString()).endsWith("; 3 not committed");
    }

    @Test
    void duplicates_and_pauses_are_no_loss() {
        assertThat(new DemoVerdict(1_000, 1_000, 7, 0, 12).isClean()).isTrue();
    }
}
