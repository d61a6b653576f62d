package dev.headgate.sim;

import org.apache.kafka.clients.producer.Producer;

/** Makes the Kafka producers of a run. */
@FunctionalInterface
public interface ProducerFactory {

    /**
     * Makes one; called by the thread that makes the {@link Simulator}, which closes it.
     *
     * @param producerId its id within the run
     */
    Producer<byte[], byte[]> create(String producerId);
}
