package dev.headgate.benchmarks.system;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;

/** What Spring's listener containers have in common here. */
final class SpringContainers {
    private SpringContainers() {}

    /** As many consumers as can have a partition and be at work at once. */
    static int concurrency(SystemSetup setup) {
        return Math.min(setup.workers(), setup.partitions());
    }

    /** A container that stops after the record in hand, and commits without waiting for the answer. */
    static ContainerProperties properties(SystemSetup setup) {
        ContainerProperties properties = new ContainerProperties(setup.topic());
        properties.setSyncCommits(false);
        properties.setStopImmediate(true);
        properties.setShutdownTimeout(PollThreads.STOP_WITHIN.toMillis());
        properties.setPollTimeout(PollThreads.POLL.toMillis());
        return properties;
    }

    /** Starts a container of this many consumers. Closing what is returned stops it. */
    static AutoCloseable start(SystemSetup setup, Map<String, Object> consumer, ContainerProperties properties) {
        consumer.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, setup.group());
        ConcurrentMessageListenerContainer<byte[], byte[]> container =
                new ConcurrentMessageListenerContainer<>(new DefaultKafkaConsumerFactory<>(consumer), properties);
        container.setConcurrency(concurrency(setup));
        container.setBeanName(setup.group());
        container.start();
        return container::stop;
    }
}
