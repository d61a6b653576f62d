package dev.headgate.benchmarks.system;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * What most teams write first: poll, hand all records to a pool, wait for all of them, {@code commitSync}. Unordered only;
 * has no batches.
 *
 * <p>The pool is one of virtual threads, bounded by the workers. {@code max.poll.records} is the records in flight, so that
 * waiting for the slowest record of a poll costs as little as it can. Commits after every poll, since that is the point of
 * the pattern: nothing else says what has been handled.
 */
public final class NaiveSystem implements ConsumerSystem {
    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Refusal.unlessUnordered(SystemName.NAIVE, setup);
        var properties = Consumers.consumer(setup);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, setup.queueRecords());
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
        Results results = Results.of(setup);
        WorkerPool pool = new WorkerPool(setup.workers());
        return PollThreads.start(SystemName.NAIVE, stopped -> {
            try (consumer;
                    results) {
                consumer.subscribe(List.of(setup.topic()));
                run(consumer, results, pool, work, stopped);
            } finally {
                pool.stop();
            }
        });
    }

    private static void run(
            Consumer<byte[], byte[]> consumer, Results results, WorkerPool pool, Work work, BooleanSupplier stopped)
            throws InterruptedException {
        while (!stopped.getAsBoolean()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(PollThreads.POLL);
            if (records.isEmpty()) {
                continue;
            }
            boolean done = pool.handleAll(
                    records,
                    each -> results.send(each.key(), work.handle(each.value(), each.partition(), each.offset())),
                    stopped);
            if (!done) {
                return;
            }
            results.flush();
            consumer.commitSync();
        }
    }
}
