package dev.headgate.benchmarks.system;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * The least a consumer can do: poll, handle on the polling thread, commit the position now and then. It keeps every
 * order, since it handles one record at a time, and is the ceiling for handlers that don't block. Has no batches.
 *
 * <p>Allocates nothing for a record but what it produces. Positions are committed with {@code commitAsync}, after a flush
 * of the results, so that nothing is committed that has not arrived; at the end with {@code commitSync}, as the Javadoc of
 * {@link KafkaConsumer} has it.
 */
public final class BarePollLoop implements ConsumerSystem {
    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(Consumers.consumer(setup));
        Results results = Results.of(setup);
        return PollThreads.start(SystemName.BARE, stopped -> {
            try (consumer;
                    results) {
                consumer.subscribe(List.of(setup.topic()));
                run(consumer, results, work, stopped);
            }
        });
    }

    private static void run(Consumer<byte[], byte[]> consumer, Results results, Work work, BooleanSupplier stopped)
            throws InterruptedException {
        CommitClock clock = new CommitClock();
        while (!stopped.getAsBoolean()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(PollThreads.POLL);
            for (ConsumerRecord<byte[], byte[]> each : records) {
                if (stopped.getAsBoolean()) {
                    // The position is past records that nobody has handled.
                    return;
                }
                results.send(each.key(), work.handle(each.value(), each.partition(), each.offset()));
            }
            if (clock.isDue()) {
                results.flush();
                consumer.commitAsync();
            }
        }
        results.flush();
        consumer.commitSync(PollThreads.STOP_WITHIN);
    }
}
