package dev.headgate.internal.consumer;

import static dev.headgate.internal.consumer.PollLoopFixture.P0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.api.OutOfRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A topic was deleted and created again, which is heard of some time later. */
@Timeout(20)
class RecreatedTopicTest {
    private static long epoch(PollLoopFixture scene) {
        return scene.ofP0().epoch();
    }

    @Test
    void an_ownership_of_the_old_log_falls_under_the_policy() {
        PollLoopFixture scene = PollLoopFixture.atLeastOnce(OutOfRange.HALT).assigned(1);
        scene.polled(P0, 0, 4);
        scene.control.recreated("orders", epoch(scene));
        assertThatThrownBy(() -> scene.steps(1))
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("created again")
                .hasMessageContaining("orders-0=4");
    }

    @Test
    void an_ownership_that_began_without_a_commit_after_the_last_look_goes_on_and_so_do_those_after_it() {
        PollLoopFixture scene = PollLoopFixture.atLeastOnce(OutOfRange.HALT).assigned(1);
        long old = epoch(scene);
        scene.consumer.schedulePollTask(() -> scene.consumer.rebalance(List.of()));
        scene.steps(2);
        scene.assigned(1);
        scene.polled(P0, 0, 4);
        scene.control.seek(P0, 2);
        scene.steps(1);
        assertThat(epoch(scene)).isGreaterThan(old + 1);
        scene.control.recreated("orders", old);
        scene.steps(3);
        assertThat(scene.consumer.position(P0)).isEqualTo(2);
        assertThat(scene.snapshot().counters().partitions().jumps()).isZero();
    }

    /** The commit may be of the old topic: a member that lost it may have committed after its end. */
    @Test
    void an_ownership_that_began_at_a_commit_falls_under_the_policy_as_soon_as_it_has_read_something() {
        PollLoopFixture scene = PollLoopFixture.atLeastOnce(OutOfRange.HALT).begunAt(3);
        scene.control.recreated("orders", 0);
        scene.steps(3);
        assertThat(scene.snapshot().counters().partitions().jumps()).isZero();
        scene.consumer.addRecord(RecordingConsumer.record(0, 3));
        assertThatThrownBy(() -> scene.steps(3)).isInstanceOf(EngineFailure.class);
    }

    /** As {@code latest} is for groups that are new, and this one was there before the log. */
    @Test
    void with_latest_too_a_log_in_which_the_commits_are_gone_is_read_from_its_beginning() {
        PollLoopFixture scene = new PollLoopFixture(TestOptions.fromTheEnd(), Optional.empty());
        scene.begunAt(5);
        scene.polled(P0, 5, 7);
        scene.processor.acknowledge(5, 6);
        scene.commitIsDue();
        scene.consumer.schedulePollTask(() -> scene.consumer.rebalance(List.of()));
        scene.steps(2);
        scene.consumer.updateBeginningOffsets(Map.of(P0, 0L));
        scene.consumer.updateEndOffsets(Map.of(P0, 4L));
        scene.consumer.schedulePollTask(() -> {
            scene.consumer.rebalance(List.of(P0));
            scene.consumer.setPollException(new NoOffsetForPartitionException(P0));
        });
        scene.steps(1);
        assertThat(scene.consumer.position(P0)).isZero();
    }
}
