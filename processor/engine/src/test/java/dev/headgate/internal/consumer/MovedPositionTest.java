package dev.headgate.internal.consumer;

import static dev.headgate.internal.consumer.PollLoopFixture.P0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.OutOfRange;
import dev.headgate.internal.consumer.ScriptedTransactions.Next;
import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetRanges;
import dev.headgate.state.Outcome;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Positions that are moved, by an operator, by the policy for lost records or by a truncated log, and what comes between. */
@Timeout(20)
public class MovedPositionTest {
    private final ScriptedTransactions transactions = new ScriptedTransactions();

    private PollLoopFixture exactlyOnce() {
        PollLoopFixture scene = PollLoopFixture.exactlyOnce(transactions);
        transactions.of(scene.consumer);
        return scene;
    }

    // ---- seeks ----

    /** Somebody has moved the position back to 3, and the three records from there on are done. */
    private static PollLoopFixture soughtTo3(PollLoopFixture scene) {
        scene.consumer.mayGoBack = true;
        scene.control.seek(P0, 3);
        scene.steps(1);
        scene.polled(P0, 3, 6);
        scene.processor.acknowledge(3, 4, 5);
        return scene;
    }

    @Test
    void a_seek_survives_a_transaction_that_is_given_up_before_the_first_commit_at_the_new_place() {
        PollLoopFixture scene = soughtTo3(exactlyOnce().begunAt(50));
        transactions.next = Next.FAILS;
        scene.commitIsDue();
        assertThat(transactions.aborts).isOne();
        assertThat(scene.consumer.position(P0)).isEqualTo(3);

        scene.polled(P0, 3, 6);
        scene.processor.acknowledge(3, 4, 5);
        scene.commitIsDue();
        assertThat(scene.committed()).isEqualTo(6);
        transactions.next = Next.FAILS;
        scene.polled(P0, 6, 7);
        scene.processor.acknowledge(6);
        scene.commitIsDue();
        assertThat(transactions.aborts).isEqualTo(2);
        assertThat(scene.consumer.position(P0))
                .as("what is committed counts from then on")
                .isEqualTo(6);
    }

    @Test
    void a_commit_after_a_seek_that_came_through_unheard_is_not_repeated() {
        PollLoopFixture scene = soughtTo3(exactlyOnce().begunAt(50));
        transactions.next = Next.COMES_THROUGH_AND_IS_REPORTED_FAILED;
        scene.commitIsDue();
        assertThat(transactions.aborts).isOne();
        assertThat(scene.consumer.position(P0)).isEqualTo(6);
    }

    @Test
    void a_commit_after_a_seek_that_was_never_asked_for_is_not_taken_for_the_one_before_that_says_the_same() {
        PollLoopFixture scene = soughtTo3(exactlyOnce().begunAt(6));
        transactions.next = Next.FAILS;
        scene.commitIsDue();
        assertThat(transactions.aborts).isOne();
        assertThat(scene.consumer.position(P0)).isEqualTo(3);
    }

    @Test
    void a_seek_is_no_rebalance_and_loses_no_partition() {
        PollLoopFixture scene = PollLoopFixture.atLeastOnce(OutOfRange.HALT).assigned(1);
        scene.polled(P0, 0, 4);
        scene.ofP0();
        long rebalances = scene.snapshot().counters().partitions().rebalances();
        scene.control.seek(P0, 2);
        scene.ofP0();
        assertThat(scene.consumer.position(P0)).isEqualTo(2);
        assertThat(scene.snapshot().counters().partitions().losses()).isZero();
        assertThat(scene.snapshot().counters().partitions().rebalances())
                .isEqualTo(rebalances)
                .isPositive();
    }

    // ---- truncated logs ----

    @Test
    void after_a_truncation_consumption_goes_on_where_the_log_diverges_and_that_is_committed() {
        PollLoopFixture scene = PollLoopFixture.atLeastOnce(OutOfRange.HALT).assigned(1);
        scene.polled(P0, 0, 10);
        scene.processor.acknowledge(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        scene.commitIsDue();
        assertThat(scene.committed()).isEqualTo(10);

        scene.truncated(10, Optional.of(6L));
        scene.steps(1);
        assertThat(scene.consumer.position(P0)).isEqualTo(6);
        scene.commitIsDue();
        assertThat(scene.committed())
                .as("or the next owner would skip the new records")
                .isEqualTo(6);

        scene.polled(P0, 6, 8);
        assertThat(scene.ofP0().window().inFlight()).isEqualTo(2);
        scene.processor.acknowledge(6, 7);
        scene.commitIsDue();
        assertThat(scene.committed()).isEqualTo(8);
    }

    /** The first record that is not done lies before the place where the log diverges. */
    @Test
    void after_a_truncation_what_is_not_done_before_it_comes_again_and_what_is_done_does_not() {
        PollLoopFixture scene = PollLoopFixture.atLeastOnce(OutOfRange.LATEST).assigned(1);
        scene.polled(P0, 0, 10);
        scene.processor.acknowledge(0, 1, 3, 4, 7, 8);
        scene.steps(1);

        scene.truncated(10, Optional.of(6L));
        scene.steps(1);
        assertThat(scene.consumer.position(P0)).isEqualTo(2);
        scene.commitIsDue();
        assertThat(scene.committed()).isEqualTo(2);
        assertThat(OffsetMapCodec.decode(scene.consumer.metadata.getOrDefault(P0, ""), P0, 2)
                        .done())
                .as("7 and 8 are other records now")
                .isEqualTo(OffsetRanges.of(3, 5));

        scene.processor.submitted.clear();
        scene.polled(P0, 2, 9);
        assertThat(scene.processor.submitted).extracting(job -> job.offset()).containsExactly(2L, 5L, 6L, 7L, 8L);
    }

    @Test
    void what_ends_late_of_the_records_before_a_truncation_changes_nothing() {
        PollLoopFixture scene = PollLoopFixture.atLeastOnce(OutOfRange.HALT).assigned(1);
        scene.polled(P0, 0, 10);
        scene.processor.acknowledge(0, 1, 2, 3, 4, 5);
        scene.processor.start(6);
        var late = scene.processor.job(6);
        scene.truncated(10, Optional.of(6L));
        scene.steps(1);
        scene.polled(P0, 6, 13);
        scene.processor.acknowledge(6, 7, 8, 9, 10, 11);
        scene.steps(1);
        scene.processor.end(late, Outcome.Plain.ACKED);
        scene.commitIsDue();
        assertThat(scene.committed())
                .as("12 has the slot now that 6 had before")
                .isEqualTo(12);
    }

    @Test
    void a_truncation_of_which_nobody_knows_where_falls_under_the_policy_and_is_told_as_such() {
        PollLoopFixture halts = PollLoopFixture.atLeastOnce(OutOfRange.HALT).assigned(1);
        halts.polled(P0, 0, 4);
        halts.truncated(4, Optional.empty());
        assertThatThrownBy(() -> halts.steps(1))
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("truncated")
                .hasMessageContaining("orders-0=4")
                .hasMessageContaining("onOutOfRange");
        assertThat(halts.snapshot().counters().partitions().losses()).isZero();

        PollLoopFixture goesOn =
                PollLoopFixture.atLeastOnce(OutOfRange.EARLIEST).assigned(1);
        goesOn.polled(P0, 0, 4);
        goesOn.truncated(4, Optional.empty());
        goesOn.steps(1);
        assertThat(goesOn.consumer.position(P0)).isZero();
        goesOn.ofP0();
        assertThat(goesOn.snapshot().counters().partitions().jumps()).isOne();
    }

    /** Their outputs are committed, so exactly-once must neither repeat what is done before it nor skip what came after. */
    @Test
    void with_exactly_once_neither_the_commit_nor_its_map_says_anything_beyond_a_truncation() {
        PollLoopFixture scene = exactlyOnce().assigned(1);
        scene.polled(P0, 0, 10);
        scene.processor.acknowledge(0, 1, 3, 4, 7, 8);
        scene.commitIsDue();
        assertThat(scene.committed()).isEqualTo(2);

        scene.truncated(10, Optional.of(6L));
        transactions.next = Next.FAILS;
        scene.processor.acknowledge(5);
        scene.commitIsDue();
        assertThat(transactions.aborts)
                .as("in between a transaction is aborted")
                .isOne();
        assertThat(scene.consumer.position(P0)).isEqualTo(2);

        scene.processor.submitted.clear();
        scene.polled(P0, 2, 9);
        assertThat(scene.processor.submitted).extracting(job -> job.offset()).containsExactly(2L, 5L, 6L, 7L, 8L);
    }

    @Test
    void with_exactly_once_a_truncation_below_the_commit_is_committed_too() {
        PollLoopFixture scene = exactlyOnce().begunAt(50);
        scene.truncated(50, Optional.of(40L));
        scene.steps(1);
        assertThat(scene.consumer.position(P0)).isEqualTo(40);
        scene.commitIsDue();
        assertThat(scene.committed()).isEqualTo(40);
    }

    // ---- records that are gone ----

    @Test
    void where_the_policy_goes_on_is_committed_so_that_the_next_owner_does_not_jump_further() {
        PollLoopFixture scene = PollLoopFixture.atLeastOnce(OutOfRange.LATEST).begunAt(5);
        scene.consumer.updateBeginningOffsets(Map.of(P0, 20L));
        scene.consumer.updateEndOffsets(Map.of(P0, 30L));
        scene.consumer.setPollException(new OffsetOutOfRangeException(Map.of(P0, 5L)));
        scene.steps(1);
        assertThat(scene.consumer.position(P0)).isEqualTo(30);
        scene.commitIsDue();
        assertThat(scene.committed()).isEqualTo(30);
        assertThat(scene.snapshot().counters().partitions().jumps()).isOne();
    }

    @Test
    void a_partition_that_went_away_in_the_same_poll_is_not_moved() {
        PollLoopFixture scene = PollLoopFixture.atLeastOnce(OutOfRange.HALT).assigned(1);
        scene.consumer.setPollException(new OffsetOutOfRangeException(Map.of(PollLoopFixture.partition(7), 5L)));
        scene.steps(2);
        assertThat(scene.consumer.position(P0)).isZero();
    }
}
