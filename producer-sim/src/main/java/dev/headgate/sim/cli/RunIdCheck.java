package dev.headgate.sim.cli;

import dev.headgate.sim.SimOptions;
import dev.headgate.sim.Stamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks whether a run id has been used with the same producer id in the topic, for an audit could not tell the two runs
 * apart. Reads the last {@value #TAIL} records of each partition, aborted ones too: a run is found unless that many others
 * followed it in every partition that it wrote to.
 */
final class RunIdCheck {

    private static final long TAIL = 1_000;
    private static final Duration POLL = Duration.ofMillis(100);

    private final Map<String, Object> properties;
    private final Duration timeout;

    RunIdCheck(Map<String, Object> properties, Duration timeout) {
        this.properties = properties;
        this.timeout = timeout;
    }

    /**
     * Refuses a run id that was used.
     *
     * @throws SimException if it was, or the topic can't be read
     */
    void check(SimOptions options) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(options.topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            readTails(consumer, ends(consumer, partitions), options);
        } catch (KafkaException e) {
            throw SimException.failed(
                    "--run-id " + options.runId() + ": whether it was used can't be told, for topic " + options.topic()
                            + " can't be read: " + e.getMessage() + "; allow reading, or leave --run-id out",
                    e);
        }
    }

    /** Where to stop reading each partition that has records; the consumer is put to where to begin. */
    private static Map<TopicPartition, Long> ends(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        ends.forEach(
                (partition, end) -> consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - TAIL)));
        ends.entrySet().removeIf(each -> begins.getOrDefault(each.getKey(), 0L) >= each.getValue());
        return ends;
    }

    private void readTails(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, SimOptions options) {
        Set<TopicPartition> open = new HashSet<>(ends.keySet());
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!open.isEmpty() && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                refuseIfUsed(each.headers(), options);
            }
            open.removeIf(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
        }
        if (!open.isEmpty()) {
            throw SimException.failed(
                    "--run-id " + options.runId() + ": the end of topic " + options.topic()
                            + " could not be read within " + timeout.toMillis()
                            + " ms; raise --connect-timeout, or leave --run-id out",
                    new IllegalStateException("not read: " + open));
        }
    }

    private static void refuseIfUsed(Headers headers, SimOptions options) {
        stamp(headers)
                .filter(stamp -> stamp.runId().equals(options.runId()))
                .filter(stamp -> options.producers().ids().contains(stamp.producerId()))
                .ifPresent(stamp -> {
                    throw SimException.input("--run-id " + options.runId() + " was used before by "
                            + stamp.producerId() + " in topic " + options.topic()
                            + "; choose another, or another --producer-id to add to that run");
                });
    }

    private static Optional<Stamp> stamp(Headers headers) {
        try {
            return Stamp.read(headers);
        } catch (IllegalArgumentException e) {
            // Somebody else's header of the same name says nothing about this run.
            return Optional.empty();
        }
    }
}
