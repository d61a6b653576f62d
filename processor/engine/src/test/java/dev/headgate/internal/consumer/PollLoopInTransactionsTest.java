package dev.headgate.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.OutOfRange;
import dev.headgate.internal.dispatch.CompletionQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The poll loop where outputs and offsets are committed together, by transactions that end when the test says. */
@Timeout(20)
class PollLoopInTransactionsTest {
    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final TopicPartition P1 = new TopicPartition("orders", 1);

    private final RecordingConsumer consumer = new RecordingConsumer();
    private final List<Long> waits = new ArrayList<>();
    private final CompletionQueue completions = new CompletionQueue(1 << 10, (_, nanos) -> waits.add(nanos));
    private final ManualProcessor processor = new ManualProcessor(completions);
    private final Control control = new Control(completions);
    private final AtomicLong clock = new AtomicLong();
    private final ScriptedTransactions transactions = new ScriptedTransactions();
    private final PollLoop loop = new PollLoop(
            TestOptions.of(32, 4000, OutOfRange.HALT),
            new LoopPorts(consumer, processor, completions, job -> {}, clock::get),
            control,
            Optional.of(transactions));

    @BeforeEach
    void subscribe() {
        transactions.next = ScriptedTransactions.Next.IS_NEVER_ANSWERED;
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
        consumer.updateEndOffsets(Map.of(P0, 0L, P1, 0L));
        loop.start();
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(P0, P1)));
        step();
        step();
    }

    private void step() {
        assertThat(loop.runOnce()).isTrue();
        clock.addAndGet(5_000_000);
    }

    @Test
    void a_commit_that_outlasts_the_interval_beside_a_paused_partition_does_not_make_the_poll_thread_spin() {
        consumer.addRecord(new ConsumerRecord<>("orders", 0, 0, new byte[1], new byte[1]));
        step();
        processor.acknowledge(0);
        control.pause(P1, true);
        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        step();
        step();
        assertThat(transactions.commits).as("commits without an answer").isOne();
        assertThat(consumer.paused()).containsExactly(P1);

        clock.addAndGet(Duration.ofSeconds(2).toNanos());
        waits.clear();
        step();
        assertThat(transactions.commits).isOne();
        assertThat(waits).singleElement().satisfies(nanos -> assertThat(nanos).isPositive());
    }
}
