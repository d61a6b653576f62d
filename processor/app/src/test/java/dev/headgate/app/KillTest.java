package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that end without warning, in front of a Kafka sink. */
@Tag("broker")
@Tag("process")
@Timeout(240)
class KillTest {
    private static final int RECORDS = 30_000;
    private static final int PARTITIONS = 4;
    private static final int KILLS = 2;

    /** Where a value stands in the input. Values are unique. */
    private record Place(TopicPartition partition, long offset) {}

    /** What a kill left behind: the committed offsets, and the values that had reached the output. */
    private record Kill(Map<TopicPartition, Long> committed, List<String> delivered) {}

    @TempDir
    private Path directory;

    @Test
    void after_a_kill_every_record_is_in_the_output_and_only_uncommitted_ones_are_there_twice() throws Exception {
        String input = TestKafka.newTopic(PARTITIONS);
        String output = TestKafka.newTopic(PARTITIONS);
        TestKafka.produce(input, RECORDS, 500);
        Map<String, Place> places = new HashMap<>();
        TopicReader.all(Map.of("bootstrap.servers", TestKafka.bootstrapServers()), input)
                .forEach(record -> places.put(TestKafka.text(record.value()), place(record)));
        assertThat(places).hasSize(RECORDS);

        List<Kill> kills = new ArrayList<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            kills.add(killInTheMiddle(input, output, kill * RECORDS / (KILLS + 2)));
        }
        try (ProcessorProcess last = start(input, output)) {
            await().atMost(Duration.ofSeconds(90)).until(() -> TestKafka.committedTotal(input) == RECORDS);
            assertThat(last.terminate()).as(last.log()).isZero();
        }

        List<String> delivered = values(output);
        assertThat(delivered).as("every produced value").containsAll(places.keySet());
        assertThat(places.keySet()).as("nothing else").containsAll(delivered);
        for (Kill kill : kills) {
            assertThat(uncommitted(kill, places))
                    .as("values that were delivered and not committed when the kill fell")
                    .isNotEmpty();
        }
        assertThat(duplicates(delivered))
                .isNotEmpty()
                .allSatisfy(value -> assertThat(kills)
                        .as("%s at %s was uncommitted in one of the kills", value, places.get(value))
                        .anyMatch(kill -> uncommitted(kill, places).contains(value)));
    }

    /** Runs a processor until the output holds this many records, and kills it while it has others in hand. */
    private Kill killInTheMiddle(String input, String output, int afterRecords) throws Exception {
        try (ProcessorProcess process = start(input, output);
                KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            await().atMost(Duration.ofSeconds(80))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        assertThat(process.isAlive()).as(process.log()).isTrue();
                        return size(consumer, output) >= afterRecords;
                    });
            process.kill();
        }
        Map<TopicPartition, Long> committed = TestKafka.committed(input);
        List<String> delivered = values(output);
        assertThat(delivered.stream().distinct().count())
                .as("the kill fell before the end")
                .isLessThan(RECORDS);
        return new Kill(committed, delivered);
    }

    private ProcessorProcess start(String input, String output) {
        return ProcessorProcess.start(
                directory.resolve("processor.log"),
                input,
                "--set=kafka.session.timeout.ms=1000",
                "--set=kafka.heartbeat.interval.ms=200",
                "--set=headgate.handler.rate=6000",
                "--set=headgate.queue.capacity=2000",
                "--set=headgate.sink.name=kafka",
                "--set=headgate.sink.options.topic=" + output);
    }

    private static List<String> uncommitted(Kill kill, Map<String, Place> places) {
        return kill.delivered().stream()
                .filter(value -> {
                    Place place = places.getOrDefault(value, new Place(new TopicPartition("", 0), -1));
                    return place.offset() >= kill.committed().getOrDefault(place.partition(), 0L);
                })
                .toList();
    }

    private static List<String> duplicates(List<String> values) {
        return values.stream().collect(Collectors.groupingBy(value -> value, Collectors.counting())).entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Place place(ConsumerRecord<byte[], byte[]> record) {
        return new Place(new TopicPartition(record.topic(), record.partition()), record.offset());
    }

    private static List<String> values(String topic) {
        return TopicReader.all(Map.of("bootstrap.servers", TestKafka.bootstrapServers()), topic).stream()
                .map(record -> TestKafka.text(record.value()))
                .toList();
    }

    private static long size(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.endOffsets(partitions(topic)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static List<TopicPartition> partitions(String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new TopicPartition(topic, i));
        }
        return partitions;
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
