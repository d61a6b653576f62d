package dev.headgate.internal.flow;

import static dev.headgate.state.PauseReason.BYTES;
import static dev.headgate.state.PauseReason.DOWNSTREAM_UNAVAILABLE;
import static dev.headgate.state.PauseReason.DRAINING;
import static dev.headgate.state.PauseReason.FAIR_SHARE;
import static dev.headgate.state.PauseReason.NONE;
import static dev.headgate.state.PauseReason.OPERATOR;
import static dev.headgate.state.PauseReason.QUEUE;
import static dev.headgate.state.PauseReason.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.internal.flow.PauseController.Load;
import dev.headgate.state.PauseReason;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class PauseControllerTest {
    private static final int CAPACITY = 1_000;
    private static final long BYTES_CAPACITY = 10_000;
    private static final int WINDOW_RECORDS = 200;
    private static final int POLL = 50;
    private static final int UPPER = CAPACITY - POLL;
    private static final int LOW = CAPACITY * 3 / 4;
    private static final int HALF = CAPACITY / 2;

    private static final List<PauseReason> BY_PRECEDENCE =
            List.of(DRAINING, OPERATOR, DOWNSTREAM_UNAVAILABLE, QUEUE, BYTES);

    private final PauseController controller = new PauseController(CAPACITY, BYTES_CAPACITY, WINDOW_RECORDS, POLL);

    private PauseReason records(int records, PauseReason present) {
        return controller.decide(new Load(records, 0, false, false, false, false), present);
    }

    private PauseReason bytes(long bytes, PauseReason present) {
        return controller.decide(new Load(0, bytes, false, false, false, false), present);
    }

    @Test
    void pauses_where_one_more_poll_might_not_fit() {
        assertThat(records(UPPER, NONE)).as("one poll still fits").isEqualTo(NONE);
        assertThat(records(UPPER + 1, NONE)).isEqualTo(QUEUE);
    }

    @Test
    void resumes_at_the_low_mark_and_not_before() {
        assertThat(records(LOW + 1, QUEUE)).isEqualTo(QUEUE);
        assertThat(records(LOW, QUEUE)).isEqualTo(NONE);
        assertThat(controller.lowRecords()).isEqualTo(LOW);
    }

    @Test
    void bytes_pause_at_their_bound_and_resume_at_half_of_it() {
        assertThat(bytes(BYTES_CAPACITY - 1, NONE)).isEqualTo(NONE);
        assertThat(bytes(BYTES_CAPACITY, NONE)).isEqualTo(BYTES);
        assertThat(bytes(BYTES_CAPACITY / 2 + 1, BYTES)).isEqualTo(BYTES);
        assertThat(bytes(BYTES_CAPACITY / 2, BYTES)).isEqualTo(NONE);
    }

    /** Otherwise the end of one pause would fill the queue to the brim for the next to begin at once. */
    @ParameterizedTest
    @EnumSource(names = {"DRAINING", "OPERATOR", "DOWNSTREAM_UNAVAILABLE", "BYTES"})
    void whatever_closed_the_gate_it_opens_at_the_low_mark(PauseReason present) {
        assertThat(records(LOW + 1, present)).isEqualTo(QUEUE);
        assertThat(records(LOW, present)).isEqualTo(NONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "WINDOW", "FAIR_SHARE"})
    void a_pause_of_one_partition_does_not_lower_the_mark_for_all(PauseReason present) {
        assertThat(records(UPPER, present)).isEqualTo(NONE);
    }

    @Test
    void between_the_marks_a_decision_stays_what_it_was() {
        for (int records = LOW + 1; records <= UPPER; records++) {
            assertThat(records(records, NONE)).as("open at %d", records).isEqualTo(NONE);
            assertThat(records(records, QUEUE)).as("closed at %d", records).isEqualTo(QUEUE);
        }
    }

    /** Each change of mind is paid for with as many records as lie between the marks, so a load that trembles changes nothing. */
    @Test
    void changes_its_mind_at_most_once_per_band_of_records_that_came_or_went() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            PauseReason present = NONE;
            int load = 0;
            int moved = 0;
            for (int step = 0; step < 20_000; step++) {
                int change = random.nextInt(-POLL, POLL + 1);
                int next = Math.clamp(load + (present == NONE ? change : -Math.abs(change) / 5), 0, CAPACITY);
                moved += Math.abs(next - load);
                load = next;
                PauseReason decided = records(load, present);
                if (decided != present) {
                    assertThat(moved).as("seed %d, step %d", seed, step).isGreaterThanOrEqualTo(UPPER - LOW);
                    moved = 0;
                }
                present = decided;
            }
        }
    }

    @Test
    void no_batch_that_is_admitted_by_an_open_gate_exceeds_the_capacity() {
        for (int records = 0; records <= CAPACITY; records++) {
            if (records(records, NONE) == NONE) {
                assertThat(records + POLL).isLessThanOrEqualTo(CAPACITY);
            }
        }
    }

    @Test
    void the_reason_named_first_wins_where_several_apply() {
        long fullBytes = BYTES_CAPACITY;
        assertThat(controller.decide(new Load(CAPACITY, fullBytes, true, true, true, true), NONE))
                .isEqualTo(DRAINING);
        assertThat(controller.decide(new Load(CAPACITY, fullBytes, true, true, true, false), NONE))
                .isEqualTo(OPERATOR);
        assertThat(controller.decide(new Load(CAPACITY, fullBytes, true, true, false, false), NONE))
                .isEqualTo(DOWNSTREAM_UNAVAILABLE);
        assertThat(controller.decide(new Load(CAPACITY, fullBytes, false, false, false, false), NONE))
                .isEqualTo(QUEUE);
        assertThat(controller.decide(new Load(0, fullBytes, false, false, false, false), NONE))
                .isEqualTo(BYTES);
    }

    /** All loads at both sides of every mark: whichever reason is decided is the first of those that apply. */
    @Test
    void of_all_combinations_the_first_reason_that_applies_is_named() {
        for (int bits = 0; bits < 32; bits++) {
            boolean queue = (bits & 8) != 0;
            boolean bytes = (bits & 16) != 0;
            Load load = new Load(
                    queue ? CAPACITY : 0,
                    bytes ? BYTES_CAPACITY : 0,
                    (bits & 4) != 0,
                    false,
                    (bits & 2) != 0,
                    (bits & 1) != 0);
            PauseReason expected = bits == 0 ? NONE : BY_PRECEDENCE.get(Integer.numberOfTrailingZeros(bits));
            assertThat(controller.decide(load, NONE)).as("%s", load).isEqualTo(expected);
        }
    }

    @Test
    void a_bound_that_is_reached_while_the_downstream_is_away_is_the_downstreams() {
        assertThat(controller.decide(new Load(CAPACITY, 0, false, true, false, false), NONE))
                .isEqualTo(DOWNSTREAM_UNAVAILABLE);
        assertThat(controller.decide(new Load(0, BYTES_CAPACITY, false, true, false, false), NONE))
                .isEqualTo(DOWNSTREAM_UNAVAILABLE);
        assertThat(controller.decide(new Load(0, 0, false, true, false, false), DOWNSTREAM_UNAVAILABLE))
                .as("below the bounds others have to come")
                .isEqualTo(NONE);
    }

    // ---- one partition ----

    @Test
    void a_full_window_pauses_its_partition_until_it_is_half_empty() {
        assertThat(partition(1, WINDOW_RECORDS - POLL, 1, 1, NONE)).isEqualTo(NONE);
        assertThat(partition(1, WINDOW_RECORDS - POLL + 1, 1, 1, NONE)).isEqualTo(WINDOW);
        assertThat(partition(1, WINDOW_RECORDS / 2 + 1, 1, 1, WINDOW)).isEqualTo(WINDOW);
        assertThat(partition(1, WINDOW_RECORDS / 2, 1, 1, WINDOW)).isEqualTo(NONE);
    }

    @Test
    void a_partition_alone_may_have_the_whole_queue() {
        assertThat(partition(CAPACITY, 0, 1, CAPACITY, NONE)).isEqualTo(NONE);
    }

    @Test
    void nobody_is_held_to_a_share_while_the_queue_is_half_empty() {
        assertThat(partition(HALF, 0, 4, HALF, NONE)).isEqualTo(NONE);
        assertThat(partition(HALF, 0, 4, HALF + 1, NONE)).isEqualTo(FAIR_SHARE);
    }

    @Test
    void a_share_is_of_the_records_in_flight_and_not_of_the_room_there_is() {
        assertThat(partition(150, 0, 4, 600, NONE)).isEqualTo(NONE);
        assertThat(partition(151, 0, 4, 600, NONE)).isEqualTo(FAIR_SHARE);
        assertThat(partition(113, 0, 4, 600, FAIR_SHARE)).isEqualTo(FAIR_SHARE);
        assertThat(partition(112, 0, 4, 600, FAIR_SHARE)).isEqualTo(NONE);
    }

    @Test
    void the_poll_thread_looks_again_when_a_partition_may_have_come_below_its_share_or_the_queue_is_drained() {
        int mark = UPPER / 4 * 3 / 4;
        assertThat(controller.completionsToResume(mark + 10, 4, UPPER, FAIR_SHARE))
                .isEqualTo(10);
        assertThat(controller.completionsToResume(UPPER, 4, HALF / 2 + 3, FAIR_SHARE))
                .isEqualTo(3);
        assertThat(controller.completionsToResume(mark + 1, 4, UPPER, FAIR_SHARE))
                .as("one of each partition")
                .isEqualTo(4);
        assertThat(controller.completionsToResume(40, 4, UPPER, WINDOW)).isEqualTo(10);
        assertThat(controller.completionsToResume(1, 4, 1, WINDOW)).isEqualTo(1);
    }

    @Test
    void above_half_only_those_with_more_than_their_share_wait() {
        int share = UPPER / 4;
        assertThat(partition(share, 0, 4, UPPER, NONE)).isEqualTo(NONE);
        assertThat(partition(share + 1, 0, 4, UPPER, NONE)).isEqualTo(FAIR_SHARE);
    }

    @Test
    void a_partition_held_back_waits_until_it_is_well_below_its_share_or_the_queue_runs_dry() {
        int mark = UPPER / 4 * 3 / 4;
        assertThat(partition(mark + 1, 0, 4, UPPER, FAIR_SHARE)).isEqualTo(FAIR_SHARE);
        assertThat(partition(mark, 0, 4, UPPER, FAIR_SHARE)).isEqualTo(NONE);
        assertThat(partition(HALF / 4, 0, 4, HALF / 2 + 1, FAIR_SHARE)).isEqualTo(FAIR_SHARE);
        assertThat(partition(HALF / 4, 0, 4, HALF / 2, FAIR_SHARE)).isEqualTo(NONE);
    }

    /** Otherwise partitions that are alike would wait for one another, down to a quarter of the queue. */
    @Test
    void where_a_pause_of_all_ends_only_those_with_more_than_their_share_stay_paused() {
        assertThat(partition(LOW / 2, 0, 2, LOW, QUEUE)).isEqualTo(NONE);
        assertThat(partition(LOW / 2 + 1, 0, 2, LOW, QUEUE)).isEqualTo(FAIR_SHARE);
        assertThat(partition(LOW, 0, 2, HALF / 2, QUEUE)).isEqualTo(NONE);
    }

    @Test
    void a_record_that_is_stuck_does_not_keep_its_partition_from_a_share_of_one() {
        assertThat(partition(1, 0, CAPACITY, UPPER, FAIR_SHARE)).isEqualTo(NONE);
    }

    @Test
    void with_more_partitions_than_records_each_may_have_one() {
        assertThat(partition(1, 0, CAPACITY * 2, UPPER, NONE)).isEqualTo(NONE);
        assertThat(partition(2, 0, CAPACITY * 2, UPPER, NONE)).isEqualTo(FAIR_SHARE);
    }

    @Test
    void a_full_window_counts_more_than_a_share() {
        assertThat(partition(CAPACITY, WINDOW_RECORDS, 4, CAPACITY, NONE)).isEqualTo(WINDOW);
    }

    private PauseReason partition(int inFlight, int window, int sharing, int records, PauseReason present) {
        return controller.decidePartition(inFlight, window, sharing, records, present);
    }
}
