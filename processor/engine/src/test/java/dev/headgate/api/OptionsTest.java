package dev.headgate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Values with one thing changed keep the rest. */
class OptionsTest {
    @Test
    void a_retry_policy_changes_one_thing_at_a_time() {
        RetryPolicy policy = RetryPolicy.DEFAULT
                .withMaxAttempts(3)
                .withBackoff(Duration.ofMillis(5), Duration.ofMillis(50))
                .withMultiplier(1.5)
                .withJitter(0.25);
        assertThat(policy).isEqualTo(new RetryPolicy(3, Duration.ofMillis(5), 1.5, Duration.ofMillis(50), 0.25));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> policy.withJitter(2))
                .withMessageContaining("jitter");
    }

    @Test
    void commit_options_change_one_thing_at_a_time() {
        CommitOptions options = CommitOptions.DEFAULT
                .withInterval(Duration.ofMillis(5))
                .withRecords(7)
                .withTimeout(Duration.ofSeconds(1));
        assertThat(options).isEqualTo(new CommitOptions(Duration.ofMillis(5), 7, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withRecords(0))
                .withMessageContaining("commit records");
    }

    @Test
    void unavailability_keeps_what_the_downstream_said_and_what_it_was_read_out_of() {
        IOException cause = new IOException("reset");
        var said = new DownstreamUnavailableException("503", Duration.ofSeconds(3), cause);
        assertThat(said).hasCause(cause);
        assertThat(said.retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(new DownstreamUnavailableException("around it", said).retryAfter())
                .isEqualTo(Duration.ofSeconds(3));
    }
}
