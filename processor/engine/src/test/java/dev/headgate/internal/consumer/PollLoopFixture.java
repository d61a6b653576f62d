package dev.headgate.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.OutOfRange;
import dev.headgate.internal.EngineOptions;
import dev.headgate.internal.dispatch.CompletionQueue;
import dev.headgate.internal.dispatch.Transactions;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.PartitionSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A poll loop that is gone through step by step: its consumer, its clock and what is processed are in the test's hands. */
final class PollLoopFixture {
    static final TopicPartition P0 = partition(0);

    final RecordingConsumer consumer = new RecordingConsumer();
    final AtomicLong clock = new AtomicLong();

    /** What was shown while the poll thread waited. */
    final Set<EngineSnapshot> shown = new HashSet<>();

    final CompletionQueue completions = new CompletionQueue(1 << 10, (_, nanos) -> {
        clock.addAndGet(nanos);
        shown.add(snapshot());
    });
    final ManualProcessor processor = new ManualProcessor(completions);
    final Control control = new Control(completions);
    final PollLoop loop;

    PollLoopFixture(EngineOptions options, Optional<Transactions> transactions) {
        loop = new PollLoop(
                options, new LoopPorts(consumer, processor, completions, job -> {}, this::now), control, transactions);
        consumer.signOfLife = () -> shown.add(snapshot());
        consumer.clock = clock;
        loop.start();
    }

    static PollLoopFixture atLeastOnce(OutOfRange outOfRange) {
        return new PollLoopFixture(TestOptions.of(512, 4000, outOfRange), Optional.empty());
    }

    static PollLoopFixture exactlyOnce(ScriptedTransactions transactions) {
        return new PollLoopFixture(TestOptions.of(512, 4000, OutOfRange.HALT), Optional.of(transactions));
    }

    static TopicPartition partition(int number) {
        return new TopicPartition("orders", number);
    }

    /** Each look takes some time, so that waits end. */
    private long now() {
        return clock.addAndGet(Duration.ofMillis(1).toNanos());
    }

    EngineSnapshot snapshot() {
        return loop.snapshot();
    }

    /** The group hands over the partitions 0 to {@code count - 1}. */
    PollLoopFixture assigned(int count) {
        Map<TopicPartition, Long> zero = new HashMap<>();
        for (int number = 0; number < count; number++) {
            zero.put(partition(number), 0L);
        }
        consumer.updateBeginningOffsets(zero);
        consumer.updateEndOffsets(zero);
        consumer.schedulePollTask(() -> consumer.rebalance(List.copyOf(zero.keySet())));
        steps(2 + count); // the mock looks for one position at a time
        return this;
    }

    /** The group has committed this, and the consumer begins there. */
    PollLoopFixture begunAt(long offset) {
        consumer.updateBeginningOffsets(Map.of(P0, 0L));
        consumer.updateEndOffsets(Map.of(P0, offset));
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(P0));
            consumer.commitSync(Map.of(P0, new OffsetAndMetadata(offset)), Duration.ofSeconds(1));
            consumer.seek(P0, offset);
        });
        steps(2);
        return this;
    }

    void steps(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(loop.runOnce()).isTrue();
        }
    }

    /** As many steps as it takes to commit, or to abort a transaction and to begin again. */
    void commitIsDue() {
        for (int i = 0; i < 6; i++) {
            clock.addAndGet(Duration.ofSeconds(2).toNanos());
            steps(1);
        }
    }

    void polled(TopicPartition partition, long from, long to) {
        for (long offset = from; offset < to; offset++) {
            consumer.addRecord(RecordingConsumer.record(partition.partition(), offset));
        }
        steps(2);
    }

    /** The consumer has found that its log diverges from what it read; from where on is not always known. */
    void truncated(long position, Optional<Long> divergent) {
        Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>();
        divergent.ifPresent(offset -> known.put(P0, new OffsetAndMetadata(offset, Optional.of(7), "")));
        consumer.mayGoBack = true;
        consumer.setPollException(new LogTruncationException(Map.of(P0, position), known));
    }

    long committed() {
        return consumer.committed.getOrDefault(P0, -1L);
    }

    PartitionSnapshot ofP0() {
        clock.addAndGet(Duration.ofMillis(200).toNanos());
        steps(1);
        return snapshot().partitions().stream()
                .filter(each -> each.partition() == 0)
                .findFirst()
                .orElseThrow();
    }
}
