package dev.headgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group of real processes that grows and shrinks under load, as an autoscaler and a failing node make it do. */
@Tag("broker")
@Tag("process")
@Timeout(240)
class ScalingTest {
    private static final int RECORDS = 36_000;
    private static final int PARTITIONS = 12;
    private static final int RATE = 1_500;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private ProcessorProcess start(String name, String input, String output) {
        return ProcessorProcess.start(
                directory.resolve(name + ".log"),
                input,
                "--set=kafka.session.timeout.ms=2000",
                "--set=kafka.heartbeat.interval.ms=300",
                "--set=headgate.handler.rate=" + RATE,
                "--set=headgate.queue.capacity=1000",
                "--set=headgate.sink.name=kafka",
                "--set=headgate.sink.options.topic=" + output);
    }

    private static void awaitCommitted(String group, long records) {
        await().atMost(SOON).until(() -> TestKafka.committedTotal(group) >= records);
    }

    private static void awaitMembers(String group, int members) {
        await().atMost(SOON).until(() -> TestKafka.members(group) == members);
    }

    @Test
    void members_come_leave_and_are_killed_and_no_record_is_lost_or_overtakes_another_of_its_key() throws Exception {
        String input = TestKafka.newTopic(PARTITIONS);
        String output = TestKafka.newTopic(PARTITIONS);
        TestKafka.produce(input, RECORDS, 500);
        try (ProcessorProcess first = start("first", input, output)) {
            awaitCommitted(input, 2_000);
            try (ProcessorProcess second = start("second", input, output);
                    ProcessorProcess third = start("third", input, output)) {
                awaitMembers(input, 3);
                awaitCommitted(input, 8_000);
                assertThat(third.terminate()).as(third.log()).isZero();
                awaitMembers(input, 2);
                first.kill();
                assertThat(TestKafka.committedTotal(input))
                        .as("the kill fell before the end")
                        .isLessThan(RECORDS);
                try (ProcessorProcess fourth = start("fourth", input, output)) {
                    awaitCommitted(input, RECORDS);
                    awaitMembers(input, 2);
                    assertThat(fourth.terminate()).as(fourth.log()).isZero();
                }
                assertThat(second.terminate()).as(second.log()).isZero();
            }
        }
        assertThat(TestKafka.committedTotal(input)).isEqualTo(RECORDS);
        requireAllInOrder(TopicReader.all(Map.of("bootstrap.servers", TestKafka.bootstrapServers()), output));
    }

    private static void requireAllInOrder(List<ConsumerRecord<byte[], byte[]>> delivered) {
        Set<Integer> seen = new HashSet<>();
        Map<String, Integer> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : delivered) {
            int value = Integer.parseInt(TestKafka.text(record.value()));
            if (seen.add(value)) {
                String key = TestKafka.text(record.key());
                assertThat(value).as("%s, first deliveries", key).isGreaterThan(last.getOrDefault(key, -1));
                last.put(key, value);
            }
        }
        assertThat(seen).hasSize(RECORDS);
        assertThat(delivered.size() - seen.size())
                .as("twice, after one kill: in flight, or done since the last commit")
                .isLessThan(1_000 + 2 * RATE);
    }
}
