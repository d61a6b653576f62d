package dev.headgate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PaceTest {
    private static final int RUN = 64;
    private static final long SHORT = Duration.ofNanos(1_000).toNanos();
    private static final long STALL = Duration.ofMillis(5).toNanos();

    private final Pace pace = Pace.enough(2);
    private long now = 7;

    private void handle(long nanos, int records) {
        int run = 0;
        for (int i = 0; i < records; i++) {
            run = pace.handled(nanos, run);
        }
    }

    @Test
    void any_number_may_come_before_records_are_known_to_be_short() {
        handle(SHORT, RUN - 1);
        assertThat(pace.isEnough(100)).isFalse();
        assertThat(pace.isTooMany(100)).isFalse();
    }

    @Test
    void while_records_are_short_a_few_workers_are_enough() {
        handle(SHORT, RUN);
        assertThat(pace.isEnough(1)).isFalse();
        assertThat(pace.isEnough(2)).isTrue();
        assertThat(pace.isTooMany(2)).isFalse();
        assertThat(pace.isTooMany(3)).isTrue();
    }

    @Test
    void one_that_was_off_its_processor_changes_nothing_and_a_row_of_long_ones_does() {
        handle(SHORT, RUN);
        handle(SHORT + 1, RUN - 1);
        assertThat(pace.isEnough(2)).isTrue();
        handle(SHORT + 1, RUN);
        assertThat(pace.isEnough(2)).isFalse();
    }

    @Test
    void a_long_one_ends_a_row_of_short_ones() {
        int run = 0;
        for (int i = 0; i < 10 * RUN; i++) {
            run = pace.handled(i % RUN == RUN - 1 ? SHORT + 1 : SHORT, run);
        }
        assertThat(pace.isEnough(2)).isFalse();
    }

    @Test
    void nobody_is_ever_held_back_where_calls_gain_from_each_other() {
        Pace free = Pace.free();
        int run = 0;
        for (int i = 0; i < RUN; i++) {
            run = free.handled(0, run);
        }
        assertThat(free.isEnough(10_000)).isFalse();
        assertThat(free.isTooMany(10_000)).isFalse();
    }

    @Test
    void as_long_as_jobs_are_taken_there_is_no_stall() {
        handle(SHORT, RUN);
        for (int taken = 0; taken < 10; taken++) {
            assertThat(pace.isStalled(taken, now += STALL)).isFalse();
        }
    }

    @Test
    void where_no_job_is_taken_for_5_ms_everybody_may_come_for_a_while() {
        handle(SHORT, RUN);
        stall();
        assertThat(pace.isEnough(2)).isFalse();
        pace.unwatched(now + Duration.ofMillis(10).toNanos() - 1);
        assertThat(pace.isEnough(2)).isFalse();
        pace.unwatched(now + Duration.ofMillis(10).toNanos());
        assertThat(pace.isEnough(2)).isTrue();
    }

    @Test
    void time_in_which_nobody_was_held_back_is_no_stall() {
        handle(SHORT, RUN);
        assertThat(pace.isStalled(3, now)).isFalse();
        pace.unwatched(now += STALL);
        assertThat(pace.isStalled(3, now)).isFalse();
        assertThat(pace.isStalled(3, now + STALL - 1)).isFalse();
        assertThat(pace.isStalled(3, now + STALL)).isTrue();
    }

    /** So what waiting records cost is bounded, however often they come among short ones. */
    @Test
    void stalls_that_come_again_and_again_keep_the_workers_free_for_longer_and_longer_up_to_a_second() {
        handle(SHORT, RUN);
        long pardon = 10;
        for (int i = 0; i < 12; i++) {
            stall();
            long end = now + Duration.ofMillis(pardon).toNanos();
            pace.unwatched(end - 1);
            assertThat(pace.isEnough(2)).as("%d ms after stall %d", pardon, i).isFalse();
            now = end;
            pace.unwatched(end);
            assertThat(pace.isEnough(2)).as("%d ms after stall %d", pardon, i).isTrue();
            pardon = Math.min(2 * pardon, 1_000);
        }
        now += Duration.ofMinutes(1).toNanos();
        stall();
        pace.unwatched(now + Duration.ofMillis(10).toNanos());
        assertThat(pace.isEnough(2)).as("after a minute without one").isTrue();
    }

    private void stall() {
        assertThat(pace.isStalled(1, now)).isFalse();
        assertThat(pace.isStalled(1, now += STALL)).isTrue();
    }
}
