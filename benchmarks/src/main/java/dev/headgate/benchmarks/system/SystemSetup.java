package dev.headgate.benchmarks.system;

import dev.headgate.api.Ordering;
import java.util.Map;
import java.util.Optional;

/**
 * What a system is to do: consume one topic as one member of one group, with this order and this many records at once.
 *
 * @param bootstrapServers where the broker is
 * @param topic what to consume, from its beginning unless the group has committed
 * @param partitions how many partitions the topic has
 * @param group the group's id
 * @param ordering which records wait for one another; a system that can't keep it refuses to start
 * @param workers the most records handled at once
 * @param queueRecords the most records in flight, where the system lets that be set
 * @param batch the most records handled by one call; 1 for one after another
 * @param outputTopic where the results go; empty if they go nowhere
 * @param clientProperties the same for every system: what a consumer, and a producer's {@code producer.} properties, are
 *     made with
 */
public record SystemSetup(
        String bootstrapServers,
        String topic,
        int partitions,
        String group,
        Ordering ordering,
        int workers,
        int queueRecords,
        int batch,
        Optional<String> outputTopic,
        Map<String, String> clientProperties) {

    /** The same in another consumer group. */
    public SystemSetup withGroup(String other) {
        return with(topic, other, outputTopic);
    }

    /** The same with records from another topic. */
    public SystemSetup withTopic(String other) {
        return with(other, group, outputTopic);
    }

    /** The same with results going to a topic. */
    public SystemSetup withOutput(String output) {
        return with(topic, group, Optional.of(output));
    }

    private SystemSetup with(String input, String consumers, Optional<String> output) {
        return new SystemSetup(
                bootstrapServers,
                input,
                partitions,
                consumers,
                ordering,
                workers,
                queueRecords,
                batch,
                output,
                clientProperties);
    }
}
