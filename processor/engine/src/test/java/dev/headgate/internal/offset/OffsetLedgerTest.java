package dev.headgate.internal.offset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.internal.SourcePartition;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OffsetLedgerTest {
    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final TopicPartition P1 = new TopicPartition("orders", 1);

    private final OffsetLedger<String> ledger = new OffsetLedger<>();

    @Test
    void finds_what_is_assigned_and_nothing_else() {
        PartitionOffsets<String> first = ledger.assign(P0);
        assertThat(ledger.find(P0)).containsSame(first);
        assertThat(ledger.find(P1)).isEmpty();
    }

    @Test
    void lists_partitions_in_the_order_of_their_assignment() {
        PartitionOffsets<String> first = ledger.assign(P1);
        PartitionOffsets<String> second = ledger.assign(P0);
        assertThat(ledger.assigned()).containsExactly(first, second);
        ledger.forget(P1);
        assertThat(ledger.assigned()).containsExactly(second);
    }

    @Test
    void each_ownership_is_another_one_and_starts_from_nothing() {
        PartitionOffsets<String> before = ledger.assign(P0);
        before.admit(7, "in flight");
        before.confirm(new CommitPoint(7, -1, ""));
        ledger.forget(P0);
        PartitionOffsets<String> after = ledger.assign(P0);

        assertThat(after.source()).isNotSameAs(before.source());
        assertThat(after.source().epoch()).isGreaterThan(before.source().epoch());
        assertThat(after.inFlight()).isZero();
        assertThat(after.acknowledged()).isEmpty();
        assertThat(after.committed()).isEmpty();
    }

    @Test
    void no_two_ownerships_share_an_epoch_whatever_the_partition() {
        int first = ledger.assign(P0).source().epoch();
        int second = ledger.assign(P1).source().epoch();
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void what_is_forgotten_is_gone_and_the_rest_is_not() {
        SourcePartition gone = ledger.assign(P0).source();
        SourcePartition kept = ledger.assign(P1).source();
        ledger.forget(P0);
        assertThat(gone.isGone()).isTrue();
        assertThat(ledger.find(P0)).isEmpty();
        assertThat(kept.isOwned()).isTrue();
    }

    @Test
    void an_ownership_that_was_never_ended_is_ended_by_the_next() {
        SourcePartition before = ledger.assign(P0).source();
        PartitionOffsets<String> after = ledger.assign(P0);
        assertThat(before.isGone()).isTrue();
        assertThat(after.source().isOwned()).isTrue();
        assertThat(ledger.assigned()).containsExactly(after);
    }

    @Test
    void to_forget_what_is_not_owned_does_nothing() {
        PartitionOffsets<String> kept = ledger.assign(P0);
        ledger.forget(P1);
        assertThat(ledger.assigned()).containsExactly(kept);
    }
}
