package dev.headgate.benchmarks.system;

import dev.headgate.api.ThreadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What the machine makes of the handler itself: {@code workers} threads, each of which calls it again and again, with
 * records of the topic's first poll. No consumer goes on beside them, so one can hardly be faster. A handler that sleeps for
 * 1 ms takes longer than that, by the precision of the system's timers and by the time until its thread has a processor
 * again: a limit by arithmetic leaves that out. Keeps no order, commits nothing, has no batches and no output.
 */
public final class HandlersAlone implements ConsumerSystem {
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(30);

    private final SystemName name;
    private final ThreadKind threads;

    HandlersAlone(SystemName name, ThreadKind threads) {
        this.name = name;
        this.threads = threads;
    }

    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Refusal.unlessUnordered(name, setup);
        Refusal.ofOutput(name, setup);
        List<ConsumerRecord<byte[], byte[]>> records = firstRecords(setup);
        Thread.Builder builder = threads == ThreadKind.VIRTUAL
                ? Thread.ofVirtual()
                : Thread.ofPlatform().daemon();
        return PollThreads.start(builder.name(name + "-", 0), Collections.nCopies(setup.workers(), stopped -> {
            for (int i = 0; !stopped.getAsBoolean(); i = (i + 1) % records.size()) {
                ConsumerRecord<byte[], byte[]> each = records.get(i);
                var _ = work.handle(each.value(), each.partition(), each.offset());
            }
        }));
    }

    /** @throws IllegalStateException if the topic has none */
    private static List<ConsumerRecord<byte[], byte[]>> firstRecords(SystemSetup setup) {
        List<TopicPartition> all = IntStream.range(0, setup.partitions())
                .mapToObj(partition -> new TopicPartition(setup.topic(), partition))
                .toList();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(Consumers.consumer(setup))) {
            consumer.assign(all); // from the beginning: the group has committed nothing
            consumer.poll(FIRST_WITHIN).forEach(records::add);
        }
        if (records.isEmpty()) {
            throw new IllegalStateException(
                    "no record of " + setup.topic() + " within " + FIRST_WITHIN.toSeconds() + " s");
        }
        return records;
    }
}
