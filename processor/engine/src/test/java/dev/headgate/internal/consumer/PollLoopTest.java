package dev.headgate.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.OutOfRange;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.state.EngineState;
import dev.headgate.state.Outcome;
import dev.headgate.state.PartitionSnapshot;
import dev.headgate.state.PauseReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The poll loop step by step, on a mock consumer, a virtual clock and a processor in the test's hands. */
@Timeout(20)
public class PollLoopTest {
    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final TopicPartition P1 = new TopicPartition("orders", 1);
    private static final int QUEUE = 32;

    private final RecordingConsumer consumer = new RecordingConsumer();
    private final CompletionQueue completions = new CompletionQueue(1 << 16);
    private final ManualProcessor processor = new ManualProcessor(completions);
    private final Control control = new Control(completions);
    private final AtomicLong clock = new AtomicLong();
    private PollLoop loop = newLoop(OutOfRange.HALT);

    private PollLoop newLoop(OutOfRange outOfRange) {
        EngineOptions options = TestOptions.of(QUEUE, 4000, outOfRange);
        return new PollLoop(
                options,
                new LoopPorts(consumer, processor, completions, job -> {}, this::now),
                control,
                Optional.empty());
    }

    /** Each look at the clock takes some time, so that waits end. */
    private long now() {
        return clock.addAndGet(5_000_000);
    }

    @BeforeEach
    void subscribe() {
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
        consumer.updateEndOffsets(Map.of(P0, 0L, P1, 0L));
        loop.start();
        assign(P0, P1);
    }

    private void assign(TopicPartition... partitions) {
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(partitions)));
        step();
        step();
    }

    private void step() {
        assertThat(loop.runOnce()).isTrue();
    }

    private void commitIsDue() {
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        step();
        step();
    }

    private void produce(TopicPartition partition, long from, int count) {
        for (long offset = from; offset < from + count; offset++) {
            byte[] key = ("key-" + offset).getBytes(StandardCharsets.UTF_8);
            consumer.addRecord(
                    new ConsumerRecord<>(partition.topic(), partition.partition(), offset, key, new byte[10]));
        }
    }

    private long committed(TopicPartition partition) {
        return consumer.committed.getOrDefault(partition, -1L);
    }

    private PartitionSnapshot snapshot(TopicPartition partition) {
        clock.addAndGet(Duration.ofMillis(200).toNanos());
        step();
        return loop.snapshot().partitions().stream()
                .filter(p -> p.partition() == partition.partition())
                .findFirst()
                .orElseThrow();
    }

    /** MockConsumer hands over everything it has, so the test stays within what one poll may bring. */
    private void pollUntilFull() {
        for (long offset = 0; consumer.paused().isEmpty(); offset += 2) {
            assertThat(offset).as("records in flight").isLessThanOrEqualTo(QUEUE);
            produce(P0, offset, 2);
            step();
            step();
        }
    }

    @Test
    void a_partition_that_has_the_queue_to_itself_gives_way_for_one_poll_after_a_long_pause() {
        resumeAfter(Duration.ofSeconds(1));
        assertThat(consumer.paused()).as("all of the queue is its own").containsExactly(P0);
        step();
        assertThat(consumer.paused())
                .as("the others had their turn, and nothing")
                .isEmpty();
    }

    @Test
    void a_partition_that_has_the_queue_to_itself_goes_on_after_a_short_pause() {
        resumeAfter(Duration.ZERO);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void a_partition_that_gave_way_to_others_with_records_waits_until_it_is_below_its_share() {
        resumeAfter(Duration.ofSeconds(1));
        produce(P1, 0, 2);
        step();
        step();
        assertThat(consumer.paused()).contains(P0);
    }

    /** P0 fills the queue, and has it to itself. */
    private void resumeAfter(Duration pause) {
        pollUntilFull();
        clock.addAndGet(pause.toNanos());
        for (int offset = 0; offset <= QUEUE / 4; offset++) {
            processor.acknowledge(offset);
        }
        step();
    }

    @Test
    void commits_the_contiguous_acknowledged_prefix_and_nothing_beyond() {
        produce(P0, 0, 5);
        step();
        processor.acknowledge(0, 1, 3, 4);
        commitIsDue();
        assertThat(committed(P0)).isEqualTo(2);
        assertThat(snapshot(P0).window().ackedBeyond()).isEqualTo(2);

        processor.acknowledge(2);
        commitIsDue();
        assertThat(committed(P0)).isEqualTo(5);
    }

    @Test
    void commits_nothing_while_the_first_record_is_in_flight() {
        produce(P0, 0, 3);
        step();
        processor.acknowledge(1, 2);
        commitIsDue();
        assertThat(committed(P0)).isLessThanOrEqualTo(0);
    }

    @Test
    void crosses_offsets_that_hold_no_record() {
        produce(P0, 0, 1);
        produce(P0, 10, 1);
        step();
        processor.acknowledge(0);
        commitIsDue();
        assertThat(committed(P0)).isEqualTo(10);
        processor.acknowledge(10);
        commitIsDue();
        assertThat(committed(P0)).isEqualTo(11);
    }

    @Test
    void a_commit_that_failed_is_contained_in_the_next() {
        produce(P0, 0, 2);
        step();
        processor.acknowledge(0, 1);
        consumer.commitsFail = true;
        commitIsDue();
        assertThat(consumer.failedCommits).isPositive();
        assertThat(snapshot(P0).offsets().committed()).isEmpty();
        consumer.commitsFail = false;
        commitIsDue();
        assertThat(committed(P0)).isEqualTo(2);
    }

    @Test
    void pauses_everything_before_a_poll_might_not_fit_and_resumes_at_the_low_watermark() {
        assign(P0);
        pollUntilFull();
        assertThat(snapshot(P0).pauseReason()).isEqualTo(PauseReason.QUEUE);
        assertThat(loop.snapshot().queue().capacity()).isEqualTo(QUEUE);
        int full = processor.submitted.size();
        assertThat(full).isLessThanOrEqualTo(QUEUE).isGreaterThan(QUEUE * 3 / 4);

        int toLowWatermark = full - QUEUE * 3 / 4;
        for (int offset = 0; offset < toLowWatermark - 1; offset++) {
            processor.acknowledge(offset);
        }
        step();
        assertThat(consumer.paused()).as("still above the low watermark").containsExactly(P0);

        processor.acknowledge(toLowWatermark - 1);
        step();
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void an_error_on_the_poll_thread_is_a_failure_and_no_orderly_end() {
        consumer.schedulePollTask(() -> {
            throw new StackOverflowError("too deep");
        });
        PollLoop another = newLoop(OutOfRange.HALT);
        another.run();
        assertThat(another.snapshot().state()).isEqualTo(EngineState.FAILED);
        assertThat(another.snapshot().lastError().orElseThrow()).contains("too deep");
    }

    @Test
    void a_partition_assigned_during_a_pause_is_paused_too() {
        control.pause(true);
        step();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(P0, P1);
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(P0)));
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        step();
        assertThat(consumer.paused()).containsExactly(P0);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(P0, P1)));
        step();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(P0, P1);

        control.pause(false);
        step();
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void pauses_while_the_sink_is_unavailable() {
        produce(P0, 0, 1);
        step();
        processor.downstreamUnavailable = true;
        step();
        assertThat(consumer.paused()).hasSize(2);
        assertThat(snapshot(P0).pauseReason()).isEqualTo(PauseReason.DOWNSTREAM_UNAVAILABLE);
        processor.downstreamUnavailable = false;
        step();
        assertThat(consumer.paused()).isEmpty();
    }

    /** Found by the simulation: the record that would have probed was dropped at a revoke, and all stayed paused for good. */
    @Test
    void an_open_circuit_that_no_record_is_left_to_probe_does_not_keep_everything_paused() {
        produce(P0, 0, 1);
        step();
        processor.downstreamUnavailable = true;
        step();
        assertThat(consumer.paused()).hasSize(2);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(P1)));
        step();
        processor.discard(0);
        step();
        assertThat(consumer.paused()).isEmpty();
    }

    /** Found by the simulation. */
    @Test
    void a_commit_that_is_not_answered_for_longer_than_the_interval_does_not_make_the_poll_thread_spin() {
        produce(P0, 0, 1);
        step();
        processor.acknowledge(0);
        consumer.commitsPend = true;
        commitIsDue();
        assertThat(consumer.pendingCommits).as("commits without an answer").isOne();
        commitIsDue();
        assertThat(consumer.pendingCommits).isOne();
        assertThat(consumer.lastPollTimeout()).isPositive();
    }

    /** Else the new place would count as committed, and be so only once processing is beyond the old one again. */
    @Test
    void a_confirmation_of_what_was_committed_before_a_seek_back_is_not_taken_for_one_of_what_came_after() {
        produce(P0, 0, 6);
        step();
        processor.acknowledge(0, 1, 2, 3, 4, 5);
        consumer.commitsPend = true;
        commitIsDue();
        assertThat(consumer.pendingCommits).isOne();
        control.seek(P0, 2);
        step();
        consumer.answerPending();
        produce(P0, 2, 2);
        step();
        assertThat(snapshot(P0).offsets().committed()).isEmpty();
        assertThat(loop.snapshot().counters().commits().confirmed())
                .as("the answer has come")
                .isOne();
    }

    @Test
    void a_revoked_partition_is_committed_and_its_queued_records_never_start() {
        produce(P0, 0, 4);
        step();
        processor.acknowledge(0);
        processor.start(1);
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(P1)));
        step();
        assertThat(committed(P0)).isEqualTo(1);
        assertThat(processor.job(2).start()).isFalse();
        assertThat(processor.job(1).isCancelled())
                .as("told that nobody waits for it")
                .isTrue();
    }

    @Test
    void a_late_acknowledgement_of_a_revoked_partition_returns_its_credit_and_changes_no_offset() {
        produce(P0, 0, 3);
        step();
        processor.start(0);
        assign(P1);
        assign(P0, P1);
        processor.end(processor.job(0), Outcome.Plain.ACKED);
        processor.discard(1);
        processor.discard(2);
        commitIsDue();
        assertThat(committed(P0)).isLessThanOrEqualTo(0);
        assertThat(loop.snapshot().queue().records()).isZero();
        assertThat(loop.snapshot().counters().records().consumed()).isEqualTo(3);
    }

    @Test
    void a_failed_record_under_halt_is_not_committed_and_ends_the_engine() {
        produce(P0, 0, 3);
        step();
        processor.acknowledge(0);
        processor.start(1);
        processor.end(
                processor.job(1),
                new Outcome.Halted("orders-0@1 failed and the policy is to halt: boom", new Exception("boom")));
        assertThat(loop.runOnce()).isFalse();
        loop.end();
        assertThat(committed(P0)).isEqualTo(1);
        assertThat(loop.snapshot().state()).isEqualTo(EngineState.FAILED);
        assertThat(loop.snapshot().lastError())
                .hasValueSatisfying(line -> assertThat(line).contains("orders-0@1"));
        assertThat(consumer.closed()).isTrue();
    }

    /** The caller that waits for the end hears of it, and the group of the leaving. */
    @Test
    void an_error_amid_the_end_fails_the_engine_and_the_consumer_is_closed_all_the_same() {
        processor.outOfMemory = true;
        control.shutdown();
        while (loop.runOnce()) {}
        loop.end();
        assertThat(loop.snapshot().state()).isEqualTo(EngineState.FAILED);
        assertThat(loop.failure()).containsInstanceOf(OutOfMemoryError.class);
        assertThat(consumer.closed()).isTrue();
    }

    /** Its end may fail as a consequence, and hid the reason. */
    @Test
    void what_the_engine_failed_of_first_is_its_failure_though_its_end_fails_too() {
        processor.outOfMemory = true;
        loop.run(); // it has been started before, and that is refused
        assertThat(loop.snapshot().lastError())
                .hasValueSatisfying(line -> assertThat(line).contains("can't go from RUNNING to STARTING"));
        assertThat(loop.failure())
                .hasValueSatisfying(reason ->
                        assertThat(reason.getSuppressed()).singleElement().isInstanceOf(OutOfMemoryError.class));
    }

    @Test
    void a_shutdown_waits_for_what_is_in_flight_commits_it_and_leaves() {
        produce(P0, 0, 2);
        step();
        processor.start(0);
        processor.start(1);
        control.shutdown();
        step();
        assertThat(consumer.paused()).hasSize(2);
        processor.end(processor.job(0), Outcome.Plain.ACKED);
        processor.end(processor.job(1), Outcome.Plain.ACKED);
        assertThat(loop.runOnce()).isFalse();
        loop.end();
        assertThat(committed(P0)).isEqualTo(2);
        assertThat(loop.snapshot().state()).isEqualTo(EngineState.CLOSED);
    }

    @Test
    void brokers_that_are_away_are_waited_for_once_at_the_end() {
        Duration commitTimeout =
                TestOptions.of(QUEUE, 4000, OutOfRange.HALT).commit().timeout();
        Duration toLeave = Duration.ofSeconds(1);
        assertThat(commitTimeout).as("or the two can't be told apart").isGreaterThan(toLeave);
        produce(P0, 0, 1);
        step();
        processor.acknowledge(0);
        consumer.commitsFail = true;
        consumer.beforeCommitSync = () -> clock.addAndGet(commitTimeout.toNanos());
        loop.end();
        assertThat(consumer.failedCommits).as("commits that were waited for").isPositive();
        assertThat(consumer.closedWithin).hasValue(toLeave);
    }

    @Test
    void what_the_last_commit_leaves_of_its_time_is_there_for_leaving_the_group() {
        Duration commitTimeout =
                TestOptions.of(QUEUE, 4000, OutOfRange.HALT).commit().timeout();
        loop.end();
        assertThat(consumer.closedWithin)
                .hasValueSatisfying(within -> assertThat(within)
                        .isGreaterThan(commitTimeout.dividedBy(2))
                        .isLessThanOrEqualTo(commitTimeout));
    }
}
