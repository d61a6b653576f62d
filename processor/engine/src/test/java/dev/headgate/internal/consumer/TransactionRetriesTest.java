package dev.headgate.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.internal.dispatch.TransactionFailedException;
import dev.headgate.internal.dispatch.TransactionFailedException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TransactionRetriesTest {
    private final TransactionRetries setbacks = new TransactionRetries();

    private void fail(Kind kind, int times) {
        for (int i = 0; i < times; i++) {
            setbacks.failed(
                    new TransactionFailedException(kind, "it is " + kind, new IllegalStateException("planned")));
        }
    }

    @Test
    void the_fifth_fence_in_a_row_is_the_last_and_its_line_names_the_key() {
        fail(Kind.FENCED, 4);
        assertThat(setbacks.fatal()).isEmpty();
        fail(Kind.FENCED, 1);
        assertThat(setbacks.fatal().orElseThrow()).hasMessageContainingAll("5 times", "group.instance.id", "FENCED");
    }

    @Test
    void fences_with_a_commit_or_another_failure_between_them_are_not_in_a_row() {
        fail(Kind.FENCED, 4);
        setbacks.committed();
        fail(Kind.FENCED, 4);
        fail(Kind.TRANSIENT, 1);
        fail(Kind.FENCED, 4);
        assertThat(setbacks.fatal()).isEmpty();
    }

    @Test
    void what_no_transaction_can_mend_ends_at_once_and_what_one_may_never_does() {
        fail(Kind.TRANSIENT, 1_000);
        assertThat(setbacks.fatal()).isEmpty();
        fail(Kind.FATAL, 1);
        assertThat(setbacks.fatal().orElseThrow()).hasMessage("it is FATAL");
    }

    @Test
    void the_first_is_tried_again_at_once_and_the_waits_between_later_ones_double_up_to_5_s() {
        fail(Kind.TRANSIENT, 1);
        assertThat(setbacks.backoffNanos()).isZero();
        fail(Kind.TRANSIENT, 1);
        assertThat(Duration.ofNanos(setbacks.backoffNanos())).isEqualTo(Duration.ofMillis(40));
        fail(Kind.TRANSIENT, 1);
        assertThat(Duration.ofNanos(setbacks.backoffNanos())).isEqualTo(Duration.ofMillis(80));
        fail(Kind.TRANSIENT, 1_000);
        assertThat(Duration.ofNanos(setbacks.backoffNanos())).isEqualTo(Duration.ofSeconds(5));
        setbacks.committed();
        fail(Kind.TRANSIENT, 1);
        assertThat(setbacks.backoffNanos()).isZero();
    }

    @Test
    void a_refused_record_makes_no_later_transaction_wait() {
        fail(Kind.REFUSED, 1_000);
        assertThat(setbacks.backoffNanos()).isZero();
        assertThat(setbacks.fatal()).isEmpty();
    }

    @Test
    void a_call_that_failed_with_anything_unknown_is_beyond_another_transaction() {
        assertThat(TransactionRetries.failureOf(CompletableFuture.completedFuture(null)))
                .isEmpty();
        assertThat(TransactionRetries.failureOf(CompletableFuture.failedFuture(new IllegalStateException("odd"))))
                .hasValueSatisfying(failure -> assertThat(failure.kind()).isEqualTo(Kind.FATAL));
    }
}
