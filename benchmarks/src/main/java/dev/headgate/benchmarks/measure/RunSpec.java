package dev.headgate.benchmarks.measure;

import dev.headgate.api.Ordering;
import dev.headgate.benchmarks.system.SystemName;
import dev.headgate.benchmarks.system.SystemSetup;
import dev.headgate.benchmarks.work.Content;
import dev.headgate.benchmarks.work.Task;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One run of one system in a process of its own: what a parent process asks of it.
 *
 * @param mode what is to be found out
 * @param system who runs
 * @param bootstrapServers where the broker is
 * @param topic what is consumed
 * @param content what the topic holds
 * @param group the consumer group
 * @param ordering which records wait for one another
 * @param workers the most records handled at once
 * @param queueRecords the most records in flight, where the system lets that be set
 * @param batch the most records handled by one call
 * @param task what the handler does
 * @param roundsPerMicro how much computing makes a µs
 * @param outputTopic where results go
 * @param clientProperties the same for every system
 * @param warmUpMillis how long the run goes at least before it is measured; see {@link WarmUp}
 * @param measureMillis how long it is measured; the last records end it sooner
 */
public record RunSpec(
        Mode mode,
        SystemName system,
        String bootstrapServers,
        String topic,
        Content content,
        String group,
        Ordering ordering,
        int workers,
        int queueRecords,
        int batch,
        Task task,
        double roundsPerMicro,
        Optional<String> outputTopic,
        Map<String, String> clientProperties,
        int warmUpMillis,
        int measureMillis) {

    /** What is to be found out. */
    public enum Mode {
        /** How many records per second, and what each one costs. */
        THROUGHPUT,
        /** How long a record takes from when it was due to be sent until its handler starts. */
        LATENCY,
        /** Nothing yet: the first record of all is stuck, all others are done, and then the process is cut off. */
        STUCK,
        /** How many records are handled after such an end. */
        RESTART
    }

    /** What the system is to do. */
    public SystemSetup setup() {
        return new SystemSetup(
                bootstrapServers,
                topic,
                content.partitions(),
                group,
                ordering,
                workers,
                queueRecords,
                batch,
                outputTopic,
                clientProperties);
    }

    /** How long the run can go before it is measured. */
    public Duration longestWarmUp() {
        return Duration.ofMillis(WarmUp.longestMillis(warmUpMillis));
    }

    /** The same with results going to a topic. */
    public RunSpec withOutput(String output) {
        return with(topic, group, Optional.of(output));
    }

    /** The same with records from another topic. */
    public RunSpec withTopic(String other) {
        return with(other, group, outputTopic);
    }

    /** The same in another consumer group. */
    public RunSpec withGroup(String other) {
        return with(topic, other, outputTopic);
    }

    private RunSpec with(String input, String consumers, Optional<String> output) {
        return new RunSpec(
                mode,
                system,
                bootstrapServers,
                input,
                content,
                consumers,
                ordering,
                workers,
                queueRecords,
                batch,
                task,
                roundsPerMicro,
                output,
                clientProperties,
                warmUpMillis,
                measureMillis);
    }
}
