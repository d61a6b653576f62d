package dev.headgate.internal.consumer;

import static dev.headgate.internal.consumer.PollLoopFixture.P0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.InvalidCommitOffsetSizeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the poll thread may wait for: each wait has its bound, however many partitions there are, and shows signs of life. */
@Timeout(20)
public class LegalWaitsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** A revoke and a commit may each take a minute. */
    private static PollLoopFixture patient() {
        return new PollLoopFixture(TestOptions.patient(LONG), Optional.empty());
    }

    @Test
    void a_revoke_that_waits_for_a_minute_shows_signs_of_life_all_the_time() {
        PollLoopFixture scene = patient().assigned(1);
        scene.polled(P0, 0, 1);
        scene.processor.start(0);
        scene.shown.clear();
        long begun = scene.clock.get();
        scene.consumer.schedulePollTask(() -> scene.consumer.rebalance(List.of()));
        scene.steps(1);
        assertThat(scene.clock.get() - begun).as("the wait").isGreaterThanOrEqualTo(LONG.toNanos());
        assertThat(scene.shown).as("snapshots in a minute").hasSizeGreaterThan(500);
    }

    @Test
    void a_commit_that_is_waited_for_for_a_minute_shows_signs_of_life_and_comes_through_in_the_end() {
        PollLoopFixture scene = patient().assigned(1);
        scene.polled(P0, 0, 1);
        scene.processor.acknowledge(0);
        scene.shown.clear();
        scene.consumer.answersAfter = Duration.ofSeconds(45);
        long begun = scene.clock.get();
        scene.consumer.schedulePollTask(() -> scene.consumer.rebalance(List.of()));
        scene.steps(1);
        assertThat(scene.clock.get() - begun)
                .as("the wait")
                .isGreaterThanOrEqualTo(Duration.ofSeconds(45).toNanos());
        assertThat(scene.committed()).isOne();
        assertThat(scene.shown).as("one snapshot before each of five slices").hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void a_commit_that_is_never_answered_ends_with_its_timeout() {
        PollLoopFixture scene = patient().assigned(1);
        scene.polled(P0, 0, 1);
        scene.processor.acknowledge(0);
        scene.consumer.answersAfter = Duration.ofHours(1);
        long begun = scene.clock.get();
        scene.consumer.schedulePollTask(() -> scene.consumer.rebalance(List.of()));
        scene.steps(1);
        assertThat(scene.clock.get() - begun)
                .isBetween(LONG.toNanos(), LONG.plusSeconds(2).toNanos());
        assertThat(scene.committed()).isEqualTo(-1);
    }

    @Test
    void to_leave_the_group_takes_no_longer_than_liveness_bears_whatever_a_commit_may_take() {
        PollLoopFixture scene = patient().assigned(1);
        scene.loop.end();
        assertThat(scene.consumer.closedWithin)
                .hasValueSatisfying(timeout -> assertThat(timeout).isLessThan(Duration.ofSeconds(30)));
    }

    @Test
    void a_hundred_partitions_behind_a_pending_transaction_cost_one_wait_in_a_step() {
        ScriptedTransactions transactions = new ScriptedTransactions();
        PollLoopFixture scene = PollLoopFixture.exactlyOnce(transactions);
        transactions.of(scene.consumer);
        scene.consumer.readsFail = true; // each wait takes 500 ms with a real broker
        scene.assigned(100);
        for (int round = 0; round < 5; round++) {
            int before = scene.consumer.reads;
            for (int number = 0; number < 100; number++) {
                scene.consumer.addRecord(RecordingConsumer.record(number, 0));
            }
            scene.steps(1);
            assertThat(scene.consumer.reads - before).isOne();
        }
        assertThat(scene.snapshot().queue().records()).isZero();
    }

    /** The coordinator answers for none of a request as long as one of them is pending. */
    @Test
    void partitions_that_can_be_read_do_not_wait_for_the_one_that_is_pending() {
        ScriptedTransactions transactions = new ScriptedTransactions();
        PollLoopFixture scene = PollLoopFixture.exactlyOnce(transactions);
        transactions.of(scene.consumer);
        scene.consumer.pending.add(PollLoopFixture.partition(3));
        scene.assigned(8);
        for (int round = 0; round < 40; round++) {
            for (int number = 0; number < 8; number++) {
                if (scene.consumer.position(PollLoopFixture.partition(number)) == 0) {
                    scene.consumer.addRecord(RecordingConsumer.record(number, 0));
                }
            }
            scene.steps(1);
        }
        assertThat(scene.processor.submitted)
                .extracting(job -> job.source().topicPartition().partition())
                .containsExactlyInAnyOrder(0, 1, 2, 4, 5, 6, 7);
        scene.consumer.pending.clear();
        for (int round = 0; round < 10; round++) {
            if (scene.consumer.position(PollLoopFixture.partition(3)) == 0) {
                scene.consumer.addRecord(RecordingConsumer.record(3, 0));
            }
            scene.steps(1);
        }
        assertThat(scene.processor.submitted).hasSize(8);
    }

    private static void acknowledgeAll(PollLoopFixture scene) {
        List.copyOf(scene.processor.submitted).stream()
                .filter(Job::start)
                .forEach(job -> scene.processor.end(job, Outcome.Plain.ACKED));
    }

    @Test
    void a_commit_that_is_too_large_for_the_brokers_goes_in_parts() {
        PollLoopFixture scene = patient().assigned(9);
        scene.consumer.mostPartitions = 3;
        for (int round = 0; round < 3; round++) {
            for (int number = 0; number < 9; number++) {
                scene.polled(PollLoopFixture.partition(number), round, round + 1);
            }
            acknowledgeAll(scene);
        }
        for (int i = 0; i < 4; i++) {
            scene.commitIsDue();
        }
        assertThat(scene.consumer.failedCommits).as("commits refused").isPositive();
        for (int number = 0; number < 9; number++) {
            assertThat(scene.consumer.committed).containsEntry(PollLoopFixture.partition(number), 3L);
        }
    }

    @Test
    void at_a_revoke_all_parts_of_a_commit_that_is_too_large_come_through() {
        PollLoopFixture scene = patient().assigned(9);
        scene.consumer.mostPartitions = 2;
        scene.consumer.tooLarge = new InvalidCommitOffsetSizeException("as older brokers say it");
        for (int number = 0; number < 9; number++) {
            scene.polled(PollLoopFixture.partition(number), 0, 1);
        }
        acknowledgeAll(scene);
        scene.consumer.schedulePollTask(() -> scene.consumer.rebalance(List.of()));
        scene.steps(1);
        assertThat(scene.consumer.failedCommits).as("commits refused").isPositive();
        assertThat(scene.consumer.committed).hasSize(9).containsValue(1L);
    }

    @Test
    void a_commit_that_was_refused_once_is_whole_again_some_commits_later() {
        PollLoopFixture scene = patient().assigned(9);
        scene.consumer.mostPartitions = 3;
        int round = 0;
        for (; round < 3; round++) {
            commitRound(scene, round);
        }
        assertThat(scene.consumer.failedCommits).as("commits refused").isPositive();
        assertThat(scene.consumer.largestCommit).isBetween(1, 3);
        scene.consumer.mostPartitions = Integer.MAX_VALUE;
        for (; round < 300; round++) {
            commitRound(scene, round);
        }
        assertThat(scene.consumer.largestCommit).isEqualTo(9);
    }

    private static void commitRound(PollLoopFixture scene, int round) {
        for (int number = 0; number < 9; number++) {
            scene.polled(PollLoopFixture.partition(number), round, round + 1);
        }
        acknowledgeAll(scene);
        scene.commitIsDue();
    }
}
