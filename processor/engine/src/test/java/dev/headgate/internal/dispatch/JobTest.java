package dev.headgate.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.headgate.api.Ordering;
import dev.headgate.internal.SourcePartition;
import dev.headgate.state.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class JobTest {
    private final SourcePartition source = Jobs.source();
    private final Job job = Jobs.job(3, "key", source, new Lanes(Ordering.UNORDERED));

    @Test
    void does_not_start_once_its_partition_is_going_away() {
        source.revoke();
        assertThat(job.start()).isFalse();
        assertThat(job.state()).isEqualTo(JobState.DROPPED);
    }

    @Test
    void has_one_outcome() {
        job.start();
        job.end(Outcome.Plain.ACKED, 10);
        assertThatIllegalStateException().isThrownBy(() -> job.end(Outcome.Plain.SKIPPED, 20));
    }

    @Test
    void is_cancelled_by_its_timeout_until_the_next_attempt() {
        job.start();
        job.cancel();
        assertThat(job.isCancelled()).isTrue();
        job.requeue();
        assertThat(job.isCancelled()).isFalse();
    }

    @Test
    void is_cancelled_when_its_partition_is_gone_and_not_while_it_is_merely_revoked() {
        job.start();
        source.revoke();
        assertThat(job.isCancelled()).isFalse();
        source.lose();
        assertThat(job.isCancelled()).isTrue();
    }

    @Test
    void counts_attempts_from_one() {
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.failed()).isEqualTo(1);
        assertThat(job.attempt()).isEqualTo(2);
    }

    @Test
    void measures_from_poll_to_first_start_to_last_hand_over_to_end() {
        Job timed = new Job(Jobs.record(0, null), source, Lane.FREE, 1, 100);
        assertThat(timed.waitNanos() + timed.processingNanos() + timed.acknowledgementNanos())
                .as("nothing has happened yet")
                .isZero();
        timed.start();
        timed.started(110);
        timed.handled(150);
        timed.requeue();
        timed.start();
        timed.started(900);
        timed.handled(1_000);
        timed.end(Outcome.Plain.ACKED, 1_300);
        assertThat(timed.waitNanos()).isEqualTo(10);
        assertThat(timed.processingNanos()).isEqualTo(890);
        assertThat(timed.acknowledgementNanos()).isEqualTo(300);
    }

    /** Both wait for the other at the start of each round, so that they meet as closely as two threads can. */
    @Test
    void of_a_worker_and_the_poll_thread_one_gets_it() throws Exception {
        int rounds = 30_000;
        List<Job> contended = LongStream.range(0, rounds).mapToObj(Jobs::job).toList();
        AtomicInteger arrived = new AtomicInteger();
        boolean[] started = new boolean[rounds];
        boolean[] dropped = new boolean[rounds];
        Thread worker = Thread.ofPlatform().start(() -> {
            for (int round = 0; round < rounds; round++) {
                meet(arrived, 2 * round + 2);
                started[round] = contended.get(round).start();
            }
        });
        for (int round = 0; round < rounds; round++) {
            meet(arrived, 2 * round + 2);
            dropped[round] = contended.get(round).drop();
        }
        worker.join();
        for (int round = 0; round < rounds; round++) {
            assertThat(started[round]).as("round %d", round).isNotEqualTo(dropped[round]);
        }
    }

    private static void meet(AtomicInteger arrived, int expected) {
        arrived.incrementAndGet();
        while (arrived.get() < expected) {
            Thread.onSpinWait();
        }
    }
}
