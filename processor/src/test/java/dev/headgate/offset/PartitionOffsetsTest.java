package dev.headgate.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.headgate.model.SourcePartition;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PartitionOffsetsTest {
    private final PartitionOffsets<String> offsets =
            new PartitionOffsets<>(new SourcePartition(new TopicPartition("orders", 0), 1));

    private long admit(long offset) {
        return offsets.admit(offset, "record " + offset);
    }

    @Test
    void knows_nothing_to_commit_before_the_first_poll() {
        assertThat(offsets.acknowledged()).isEmpty();
        assertThat(offsets.position()).isEmpty();
        assertThat(offsets.committed()).isEmpty();
        assertThat(offsets.oldest()).isEmpty();
        assertThat(offsets.isDirty()).isFalse();
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
        assertThat(offsets.isDirty()).isTrue();
        offsets.confirm(5);
        assertThat(offsets.isDirty()).isFalse();
        offsets.confirm(3);
        assertThat(offsets.committed()).as("a late confirmation").hasValue(5);
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
