package dev.headgate.internal.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.headgate.internal.OrderingMark;
import dev.headgate.internal.SourcePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PartitionOffsetsTest {
    private static final TopicPartition P0 = new TopicPartition("orders", 0);

    private final OffsetMapWriter maps = new OffsetMapWriter();
    private final PartitionOffsets<String> offsets =
            new PartitionOffsets<>(new SourcePartition(new TopicPartition("orders", 0), 1));

    private Optional<CommitPoint> toCommit() {
        return offsets.toCommit(maps, 4_000);
    }

    private long admit(long offset) {
        return offsets.admit(offset, "record " + offset);
    }

    @Test
    void knows_nothing_to_commit_before_the_first_poll() {
        assertThat(offsets.acknowledged()).isEmpty();
        assertThat(offsets.position()).isEmpty();
        assertThat(offsets.committed()).isEmpty();
        assertThat(offsets.oldest()).isEmpty();
        assertThat(toCommit()).isEmpty();
    }

    @Test
    void the_oldest_record_in_flight_holds_the_prefix_whatever_is_acknowledged_beyond() {
        long first = admit(5);
        long second = admit(6);
        long third = admit(7);
        offsets.acknowledge(third);
        offsets.acknowledge(second);
        assertThat(offsets.acknowledged()).hasValue(5);
        assertThat(offsets.ackedBeyond()).isEqualTo(2);
        assertThat(offsets.window()).isEqualTo(3);
        assertThat(offsets.oldest()).hasValue("record 5");

        offsets.acknowledge(first);
        assertThat(offsets.acknowledged()).hasValue(8);
        assertThat(offsets.window()).isZero();
        assertThat(offsets.oldest()).isEmpty();
    }

    @Test
    void the_prefix_ends_before_the_next_record_in_flight_and_so_crosses_the_gap_in_front_of_it() {
        long before = admit(3);
        long behind = admit(1_000_000);
        offsets.acknowledge(before);
        assertThat(offsets.acknowledged()).hasValue(1_000_000);
        assertThat(offsets.window()).as("a gap of offsets costs no slots").isEqualTo(1);
        offsets.acknowledge(behind);
        assertThat(offsets.acknowledged()).hasValue(1_000_001);
    }

    @Test
    void a_step_back_throws_and_changes_nothing() {
        admit(10);
        for (long earlier : new long[] {10, 9, 0}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> admit(earlier))
                    .withMessageContaining("orders-0@" + earlier)
                    .withMessageContaining("11");
        }
        assertThat(offsets.inFlight()).isEqualTo(1);
        assertThat(offsets.position()).hasValue(11);
    }

    @Test
    void a_record_below_a_position_that_was_reported_is_a_step_back_too() {
        admit(1);
        offsets.advanceTo(5, 0);
        assertThatIllegalStateException().isThrownBy(() -> admit(4));
        assertThat(admit(5)).isEqualTo(1);
    }

    @Test
    void nothing_is_acknowledged_twice() {
        long head = admit(0);
        long middle = admit(1);
        admit(2);
        offsets.acknowledge(middle);
        assertThatIllegalStateException().as("behind the head").isThrownBy(() -> offsets.acknowledge(middle));
        offsets.acknowledge(head);
        assertThatIllegalStateException().as("before the head").isThrownBy(() -> offsets.acknowledge(head));
        assertThat(offsets.inFlight()).isEqualTo(1);
    }

    @Test
    void a_slot_that_was_never_given_out_is_refused() {
        long slot = admit(0);
        assertThatIllegalStateException().isThrownBy(() -> offsets.acknowledge(slot + 1));
        assertThatIllegalStateException().isThrownBy(() -> offsets.acknowledge(-1));
    }

    @Test
    void slots_given_out_before_the_ring_grew_are_still_good() {
        List<Long> slots = new ArrayList<>();
        for (long offset = 0; offset < 40; offset++) {
            slots.add(admit(offset * 3));
        }
        // So the ring is turned when it grows: the copy has to go by number, not by place.
        for (int i = 0; i < 40; i++) {
            offsets.acknowledge(slots.get(i));
        }
        for (long offset = 40; offset < 1_000; offset++) {
            slots.add(admit(offset * 3));
        }
        for (int i = 999; i > 40; i--) {
            offsets.acknowledge(slots.get(i));
        }
        assertThat(offsets.acknowledged()).hasValue(120);
        assertThat(offsets.inFlight()).isEqualTo(1);
        assertThat(offsets.oldest()).hasValue("record 120");
    }

    @Test
    void a_reported_position_lets_the_prefix_pass_trailing_markers_once_nothing_is_in_flight() {
        long slot = admit(0);
        offsets.advanceTo(2, 7);
        assertThat(offsets.acknowledged()).hasValue(0);
        assertThat(offsets.leaderEpoch()).as("not that of a record in flight").isEqualTo(-1);
        offsets.acknowledge(slot);
        assertThat(offsets.acknowledged()).hasValue(2);
        assertThat(offsets.leaderEpoch()).isEqualTo(7);
    }

    @Test
    void a_reported_position_never_moves_back() {
        offsets.advanceTo(9, 3);
        offsets.advanceTo(4, 2);
        assertThat(offsets.position()).hasValue(9);
        assertThat(offsets.leaderEpoch()).isEqualTo(3);
    }

    @Test
    void there_is_something_to_commit_until_the_broker_has_confirmed_the_prefix() {
        long slot = admit(4);
        offsets.acknowledge(slot);
        assertThat(toCommit()).hasValue(new CommitPoint(5, -1, ""));
        offsets.confirm(new CommitPoint(5, -1, ""));
        assertThat(toCommit()).isEmpty();
        offsets.confirm(new CommitPoint(3, -1, ""));
        assertThat(offsets.committed()).as("a late confirmation").hasValue(5);
    }

    private OffsetRanges done(CommitPoint point) {
        return OffsetMapCodec.decode(point.metadata(), P0, point.offset()).done();
    }

    private static PartitionOffsets<String> restored(long committed, long... done) {
        PartitionOffsets<String> offsets = new PartitionOffsets<>(new SourcePartition(P0, 2));
        offsets.restore(committed, OffsetRanges.of(done));
        return offsets;
    }

    @Test
    void the_map_goes_with_the_prefix_of_the_same_moment() {
        admit(5);
        long second = admit(6);
        admit(7);
        long fourth = admit(8);
        offsets.acknowledge(second);
        offsets.acknowledge(fourth);
        CommitPoint before = toCommit().orElseThrow();
        long fifth = admit(9);
        offsets.acknowledge(fifth);

        assertThat(before.offset()).isEqualTo(5);
        assertThat(done(before)).as("what came later is not in it").isEqualTo(OffsetRanges.of(6, 7, 8, 9));
        assertThat(done(toCommit().orElseThrow())).isEqualTo(OffsetRanges.of(6, 7, 8, 10));
    }

    @Test
    void an_acknowledgement_beyond_the_prefix_is_something_to_commit_too() {
        admit(5);
        long second = admit(6);
        long third = admit(7);
        CommitPoint empty = toCommit().orElseThrow();
        assertThat(empty).isEqualTo(new CommitPoint(5, -1, ""));
        offsets.confirm(empty);
        assertThat(toCommit()).isEmpty();

        offsets.acknowledge(second);
        CommitPoint one = toCommit().orElseThrow();
        offsets.acknowledge(third);
        offsets.confirm(one);
        CommitPoint two = toCommit().orElseThrow();
        assertThat(done(two))
                .as("acknowledged while the last commit was under way")
                .isEqualTo(OffsetRanges.of(6, 8));
        offsets.confirm(two);
        assertThat(toCommit()).isEmpty();
    }

    @Test
    void a_map_is_not_made_anew_while_nothing_has_changed() {
        admit(5);
        offsets.acknowledge(admit(6));
        String map = toCommit().orElseThrow().metadata();
        admit(7);
        assertThat(toCommit().orElseThrow().metadata()).isSameAs(map);
        assertThat(offsets.toCommit(maps, 1_000).orElseThrow().metadata())
                .as("for another limit")
                .isNotSameAs(map);
    }

    @Test
    void without_a_map_what_lies_beyond_the_prefix_is_nothing_to_commit() {
        admit(5);
        offsets.acknowledge(admit(6));
        assertThat(offsets.toCommit(maps, 0)).hasValue(new CommitPoint(5, -1, ""));
        offsets.confirm(new CommitPoint(5, -1, ""));
        offsets.acknowledge(admit(7));
        assertThat(offsets.toCommit(maps, 0)).isEmpty();
    }

    @Test
    void what_no_longer_fits_into_the_map_is_nothing_to_commit() {
        admit(0);
        long last = 0;
        for (long offset = 1; offset < 400; offset++) {
            long slot = admit(offset);
            if (offset % 2 == 0) {
                offsets.acknowledge(slot);
            }
            last = slot;
        }
        CommitPoint full = offsets.toCommit(maps, 40).orElseThrow();
        assertThat(full.metadata()).hasSize(40 - OrderingMark.LENGTH);
        offsets.confirm(full);
        offsets.acknowledge(last);
        assertThat(offsets.toCommit(maps, 40)).isEmpty();
    }

    @Test
    void offsets_without_a_record_cost_the_map_nothing() {
        admit(5);
        for (long offset = 1_000; offset < 100_000; offset += 1_000) {
            offsets.acknowledge(admit(offset));
        }
        CommitPoint point = toCommit().orElseThrow();
        assertThat(point.metadata()).hasSizeLessThan(20);
        assertThat(done(point)).isEqualTo(OffsetRanges.of(1_000, 99_001));
    }

    @Test
    void what_an_earlier_owner_did_is_acknowledged_at_once_and_never_in_flight() {
        PartitionOffsets<String> next = restored(5, 6, 8, 9, 10);
        assertThat(next.admitDone(5)).isFalse();
        long stuck = next.admit(5, "stuck");
        assertThat(next.admitDone(6)).isTrue();
        assertThat(next.admitDone(7)).isTrue();
        assertThat(next.admitDone(8)).isFalse();
        long other = next.admit(8, "open");
        assertThat(next.admitDone(9)).isTrue();
        assertThat(next.admitDone(10)).isFalse();

        assertThat(next.inFlight()).isEqualTo(2);
        assertThat(next.ackedBeyond()).isEqualTo(3);
        assertThat(next.acknowledged()).hasValue(5);
        next.acknowledge(stuck);
        assertThat(next.acknowledged()).hasValue(8);
        next.acknowledge(other);
        assertThat(next.acknowledged()).hasValue(10);
        assertThat(next.window()).isZero();
    }

    @Test
    void what_an_earlier_owner_did_stays_in_the_map_until_the_prefix_has_passed_it() {
        PartitionOffsets<String> next = restored(5, 6, 8, 9, 20);
        long stuck = next.admit(5, "stuck");
        next.admitDone(6);
        CommitPoint point = next.toCommit(maps, 4_000).orElseThrow();
        assertThat(point.offset()).isEqualTo(5);
        assertThat(done(point)).as("polled or not").isEqualTo(OffsetRanges.of(6, 8, 9, 20));

        next.acknowledge(stuck);
        point = next.toCommit(maps, 4_000).orElseThrow();
        assertThat(point.offset()).as("polled so far").isEqualTo(7);
        assertThat(done(point)).isEqualTo(OffsetRanges.of(7, 8, 9, 20));

        for (long offset = 7; offset < 20; offset++) {
            if (!next.admitDone(offset)) {
                next.acknowledge(next.admit(offset, "open"));
            }
        }
        assertThat(next.toCommit(maps, 4_000)).hasValue(new CommitPoint(20, -1, ""));
    }

    @Test
    void a_map_is_not_followed_from_a_position_below_its_own() {
        PartitionOffsets<String> next = restored(5, 6, 8);
        assertThat(next.admitDone(3)).isFalse();
        next.admit(3, "moved back");
        assertThat(next.admitDone(6)).isFalse();
    }

    @Test
    void visits_what_is_in_flight_oldest_first() {
        admit(1);
        long second = admit(2);
        admit(9);
        offsets.acknowledge(second);
        List<String> visited = new ArrayList<>();
        offsets.forEachInFlight(visited::add);
        assertThat(visited).containsExactly("record 1", "record 9");
    }
}
