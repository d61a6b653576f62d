package dev.headgate.benchmarks.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.MessageListener;

/**
 * Spring for Apache Kafka with its {@code ConcurrentMessageListenerContainer}. A partition is handled by one consumer,
 * record after record, which keeps every order; at most as many records at once as there are partitions.
 *
 * <p>Set, by the <a href="https://docs.spring.io/spring-kafka/reference/kafka/container-props.html">listener container
 * properties</a> of its reference:
 *
 * <ul>
 *   <li>{@code concurrency}: the workers, but no more consumers than partitions, since the others would idle;
 *   <li>{@code ackMode} TIME with the commit interval of all systems. The default, BATCH, commits after every poll,
 *       and was no faster;
 *   <li>{@code syncCommits} false, so that no consumer waits for the answer to a commit;
 *   <li>a batch listener where the setup has a batch, with {@code max.poll.records} of that size;
 *   <li>a batch listener as well where there is an output topic: it hands all results of a poll to a {@code KafkaTemplate},
 *       flushes, and waits for the futures, as the reference has it under
 *       <a href="https://docs.spring.io/spring-kafka/reference/kafka/sending-messages.html">sending messages</a>. Waiting
 *       after each record would cost a round trip per record.
 * </ul>
 */
public final class SpringSystem implements ConsumerSystem {
    @Override
    public AutoCloseable start(SystemSetup setup, Work work) {
        Map<String, Object> consumer = Consumers.consumer(setup);
        ContainerProperties properties = SpringContainers.properties(setup);
        properties.setAckMode(AckMode.TIME);
        properties.setAckTime(COMMIT_INTERVAL_MS);
        if (setup.batch() > 1) {
            consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, setup.batch());
        }
        if (setup.outputTopic().isPresent()) {
            return producing(setup, setup.outputTopic().get(), work, consumer, properties);
        }
        if (setup.batch() > 1) {
            properties.setMessageListener((BatchMessageListener<byte[], byte[]>) batch -> {
                for (ConsumerRecord<byte[], byte[]> each : batch) {
                    var _ = handle(work, each);
                }
            });
        } else {
            properties.setMessageListener((MessageListener<byte[], byte[]>) each -> {
                var _ = handle(work, each);
            });
        }
        return SpringContainers.start(setup, consumer, properties);
    }

    private static AutoCloseable producing(
            SystemSetup setup, String topic, Work work, Map<String, Object> consumer, ContainerProperties properties) {
        DefaultKafkaProducerFactory<byte[], byte[]> producers =
                new DefaultKafkaProducerFactory<>(Consumers.producer(setup));
        producers.setPhysicalCloseTimeout(Math.toIntExact(PollThreads.STOP_WITHIN.toSeconds()));
        KafkaTemplate<byte[], byte[]> template = new KafkaTemplate<>(producers);
        properties.setMessageListener((BatchMessageListener<byte[], byte[]>) batch -> {
            List<CompletableFuture<?>> sent = new ArrayList<>(batch.size());
            for (ConsumerRecord<byte[], byte[]> each : batch) {
                sent.add(template.send(topic, each.key(), handle(work, each)));
            }
            template.flush();
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        });
        AutoCloseable container = SpringContainers.start(setup, consumer, properties);
        return () -> {
            try {
                container.close();
            } finally {
                template.destroy();
                producers.destroy();
            }
        };
    }

    private static byte[] handle(Work work, ConsumerRecord<byte[], byte[]> each) {
        return Handled.of(work, each.value(), each.partition(), each.offset());
    }
}
