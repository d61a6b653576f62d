package dev.headgate.benchmarks.system;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.kafka.listener.AcknowledgingMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;

/**
 * Spring for Apache Kafka with acknowledgements in any order: the listener hands each record to a virtual thread, which
 * acknowledges it. Unordered only; has no batches and no output.
 *
 * <p>Set, by <a href="https://docs.spring.io/spring-kafka/reference/kafka/receiving-messages/ooo-commits.html">manually
 * committing offsets</a> in its reference:
 *
 * <ul>
 *   <li>{@code asyncAcks} with {@code ackMode} MANUAL. A consumer is then paused until all that its last poll brought has
 *       been acknowledged, so the slowest record of a poll holds up the next one. It commits what is acknowledged whenever
 *       it wakes up, more often than the commit interval; that can't be set in this mode;
 *   <li>{@code concurrency}: the workers, but no more consumers than partitions, so that while one waits for its slowest
 *       record the others go on;
 *   <li>{@code max.poll.records}, where the usual one would leave workers idle even so: twice what a consumer needs to keep
 *       its part of the workers busy. Not more, since each acknowledgement searches the unacknowledged ones of its poll;
 *   <li>{@code syncCommits} false, as in {@link SpringSystem}.
 * </ul>
 */
public final class SpringAsyncSystem implements ConsumerSystem {
    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Refusal.unlessUnordered(SystemName.SPRING_ASYNC, setup);
        Refusal.ofOutput(SystemName.SPRING_ASYNC, setup);
        WorkerPool pool = new WorkerPool(setup.workers());
        ContainerProperties properties = SpringContainers.properties(setup);
        properties.setAckMode(AckMode.MANUAL);
        properties.setAsyncAcks(true);
        properties.setMessageListener((AcknowledgingMessageListener<byte[], byte[]>) (each, acknowledgment) -> {
            try {
                pool.handle(each, record -> {
                    var _ = work.handle(record.value(), record.partition(), record.offset());
                    if (acknowledgment != null) {
                        acknowledgment.acknowledge();
                    }
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while all workers were busy", e);
            }
        });
        AutoCloseable container = SpringContainers.start(setup, consumer(setup), properties);
        return () -> {
            // The consumers first: what they have polled and not handed over comes again.
            try {
                container.close();
            } finally {
                pool.stop();
            }
        };
    }

    private static Map<String, Object> consumer(SystemSetup setup) {
        Map<String, Object> consumer = Consumers.consumer(setup);
        int usual = Integer.parseInt(
                consumer.getOrDefault(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, ConsumerConfig.DEFAULT_MAX_POLL_RECORDS)
                        .toString());
        int needed = 2 * setup.workers() / SpringContainers.concurrency(setup);
        consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.max(usual, needed));
        return consumer;
    }
}
