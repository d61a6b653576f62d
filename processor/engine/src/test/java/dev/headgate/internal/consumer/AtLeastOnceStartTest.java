package dev.headgate.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.OutOfRange;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.offset.OffsetMapCodec;
import dev.headgate.internal.offset.OffsetRanges;
import dev.headgate.state.EngineCounters;
import dev.headgate.state.EngineState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is acknowledged beyond the prefix, from the commit of one owner to the records of the next. */
@Timeout(20)
class AtLeastOnceStartTest {
    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final TopicPartition P1 = new TopicPartition("orders", 1);

    private final RecordingConsumer consumer = new RecordingConsumer();
    private final CompletionQueue completions = new CompletionQueue(1 << 16);
    private final ManualProcessor processor = new ManualProcessor(completions);
    private final Control control = new Control(completions);
    private final AtomicLong clock = new AtomicLong();
    private PollLoop loop = newLoop(4_000);

    private PollLoop newLoop(int mapBytes) {
        EngineOptions options = TestOptions.of(256, mapBytes, OutOfRange.HALT);
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
    void begin() {
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
        consumer.updateEndOffsets(Map.of(P0, 0L, P1, 0L));
    }

    private void start(int mapBytes) {
        loop = newLoop(mapBytes);
        loop.start();
        assign(P0);
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

    private void produce(long from, int count) {
        for (long offset = from; offset < from + count; offset++) {
            byte[] key = ("key-" + offset).getBytes(StandardCharsets.UTF_8);
            consumer.addRecord(new ConsumerRecord<>(P0.topic(), P0.partition(), offset, key, new byte[10]));
        }
        step();
    }

    private void acknowledge(long from, long to) {
        for (long offset = from; offset < to; offset++) {
            processor.acknowledge(offset);
        }
    }

    private OffsetRanges committedMap() {
        return OffsetMapCodec.decode(
                        consumer.metadata.getOrDefault(P0, ""), P0, consumer.committed.getOrDefault(P0, -1L))
                .done();
    }

    private EngineCounters counters() {
        clock.addAndGet(Duration.ofMillis(200).toNanos());
        step();
        return loop.snapshot().counters();
    }

    private List<Long> submitted() {
        return processor.submitted.stream().map(Job::offset).toList();
    }

    /** Record 0 is stuck, 4 not begun, all else up to 9 done; then the partition goes away and comes back. */
    private void loseAndTakeBack() {
        produce(0, 10);
        acknowledge(1, 4);
        acknowledge(5, 10);
        processor.start(0);
        assign(P1);
        takeBack();
    }

    private void takeBack() {
        processor.submitted.clear();
        assign(P0, P1);
        produce(0, 10);
    }

    @Test
    void a_stuck_record_does_not_keep_what_is_done_beyond_from_being_committed() {
        start(4_000);
        produce(0, 10);
        acknowledge(1, 4);
        commitIsDue();
        assertThat(consumer.committed).containsEntry(P0, 0L);
        assertThat(committedMap()).isEqualTo(OffsetRanges.of(1, 4));

        acknowledge(5, 10);
        commitIsDue();
        assertThat(committedMap()).isEqualTo(OffsetRanges.of(1, 4, 5, 10));
        long commits = counters().commits().confirmed();
        commitIsDue();
        assertThat(counters().commits().confirmed()).as("nothing has changed").isEqualTo(commits);
    }

    @Test
    void with_all_acknowledged_the_metadata_is_empty() {
        start(4_000);
        produce(0, 10);
        acknowledge(1, 10);
        commitIsDue();
        acknowledge(0, 1);
        commitIsDue();
        assertThat(consumer.committed).containsEntry(P0, 10L);
        assertThat(consumer.metadata).containsEntry(P0, "");
    }

    @Test
    void the_next_owner_processes_only_what_was_not_done() {
        start(4_000);
        loseAndTakeBack();
        assertThat(submitted()).containsExactly(0L, 4L);
        EngineCounters counters = counters();
        assertThat(counters.records().alreadyDone()).isEqualTo(8);
        assertThat(counters.records().consumed()).isEqualTo(20);
        assertThat(committedMap()).as("while 0 is stuck again").isEqualTo(OffsetRanges.of(1, 4, 5, 10));

        acknowledge(0, 1);
        commitIsDue();
        assertThat(consumer.committed).containsEntry(P0, 4L);
        assertThat(committedMap()).isEqualTo(OffsetRanges.of(5, 10));
        processor.acknowledge(4);
        commitIsDue();
        assertThat(consumer.committed).containsEntry(P0, 10L);
        assertThat(consumer.metadata).containsEntry(P0, "");
    }

    @Test
    void a_record_that_was_done_takes_no_credit() {
        start(4_000);
        loseAndTakeBack();
        counters();
        // The two of now, and of the ownership before the one that hangs and the one that no worker has come upon.
        assertThat(loop.snapshot().queue().records()).isEqualTo(4);
        acknowledge(0, 1);
        processor.acknowledge(4);
        counters();
        assertThat(loop.snapshot().queue().records()).isEqualTo(2);
    }

    @Test
    void a_partition_taken_away_before_its_first_poll_keeps_its_map() {
        start(4_000);
        produce(0, 10);
        acknowledge(1, 10);
        assign(P1);
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(P0, P1)));
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(P1)));
        step();
        step();
        takeBack();
        assertThat(submitted()).containsExactly(0L);
    }

    @Test
    void when_the_committed_offsets_cannot_be_read_everything_is_processed_again() {
        start(4_000);
        consumer.readsFail = true;
        loseAndTakeBack();
        assertThat(consumer.reads).isPositive();
        assertThat(submitted()).hasSize(10);
        acknowledge(0, 10);
        commitIsDue();
        assertThat(consumer.committed).containsEntry(P0, 10L);
    }

    @Test
    void metadata_of_others_is_not_followed_and_not_kept() {
        start(4_000);
        for (String foreign : List.of("by hand\r\n\u001b[31m", "hg1:AAAAAAAA", "hg2:AAAAAAAA", "x".repeat(4_000))) {
            assign(P1);
            consumer.commitSync(Map.of(P0, new OffsetAndMetadata(0, foreign)), Duration.ofSeconds(1));
            takeBack();
            assertThat(submitted()).as(foreign).hasSize(10);
            commitIsDue();
            assertThat(consumer.metadata).containsEntry(P0, "");
        }
        assertThat(counters().records().alreadyDone()).isZero();
    }

    @Test
    void a_map_copied_to_another_offset_is_not_followed() {
        start(4_000);
        produce(0, 10);
        acknowledge(2, 10);
        assign(P1);
        String map = consumer.metadata.getOrDefault(P0, "");
        assertThat(map).isNotEmpty();
        consumer.commitSync(Map.of(P0, new OffsetAndMetadata(1, map)), Duration.ofSeconds(1));
        processor.submitted.clear();
        assign(P0, P1);
        produce(1, 9);
        assertThat(submitted()).hasSize(9);
    }

    @Test
    void brokers_that_allow_less_get_smaller_maps_and_no_commit_is_lost() {
        consumer.longestMetadata = 50;
        start(4_000);
        produce(0, 200);
        for (long offset = 2; offset < 200; offset += offset % 4 == 2 ? 1 : 3) {
            processor.acknowledge(offset);
        }
        for (int i = 0; i < 8; i++) {
            commitIsDue();
        }
        assertThat(consumer.failedCommits).isPositive();
        assertThat(consumer.committed).containsEntry(P0, 0L);
        assertThat(consumer.metadata.getOrDefault(P0, "").length()).isBetween(1, 50);
        acknowledge(0, 1);
        commitIsDue();
        assertThat(consumer.committed).containsEntry(P0, 1L);
    }

    @Test
    void brokers_that_allow_less_do_not_keep_a_revoked_partition_from_its_commit() {
        consumer.longestMetadata = 5;
        start(4_000);
        produce(0, 10);
        acknowledge(0, 1);
        acknowledge(2, 10);
        assign(P1);
        assertThat(consumer.failedCommits).isPositive();
        assertThat(consumer.committed).containsEntry(P0, 1L);
    }

    @Test
    void turned_off_nothing_is_written_and_nothing_read() {
        start(0);
        loseAndTakeBack();
        assertThat(submitted()).hasSize(10);
        assertThat(consumer.metadata).containsEntry(P0, "");
        assertThat(consumer.reads).isZero();
    }

    @Test
    void a_shutdown_past_its_deadline_commits_the_map() {
        start(4_000);
        produce(0, 10);
        acknowledge(1, 10);
        processor.start(0);
        control.shutdown();
        step();
        clock.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(loop.runOnce()).isFalse();
        loop.end();
        assertThat(loop.snapshot().state()).isEqualTo(EngineState.CUT);
        assertThat(committedMap()).isEqualTo(OffsetRanges.of(1, 10));
    }
}
