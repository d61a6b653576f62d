package dev.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.TestKafka;
import dev.headgate.app.ProcessorProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processors in JVMs of their own that get signals, in front of a Kafka sink. */
@Tag("broker")
@Tag("process")
@Timeout(200)
class ProcessFaultsTest {
    private static final int RECORDS = 8_000;
    private static final int PARTITIONS = 4;

    @TempDir
    private Path directory;

    private final String input = TestKafka.newTopic(PARTITIONS);
    private final String output = TestKafka.newTopic(PARTITIONS);
    private final BrokerView group = new BrokerView(TestKafka.bootstrapServers(), input);
    private final BrokerView results = new BrokerView(TestKafka.bootstrapServers(), output);

    private ProcessorProcess start(String name) {
        return ProcessorProcess.start(
                directory.resolve(name + ".log"),
                input,
                "--set=kafka.session.timeout.ms=1500",
                "--set=kafka.heartbeat.interval.ms=300",
                "--set=headgate.handler.rate=1500",
                "--set=headgate.queue.capacity=1000",
                "--set=headgate.sink.name=kafka",
                "--set=headgate.sink.options.topic=" + output);
    }

    private long committed() throws Exception {
        return group.committed().values().stream().mapToLong(Long::longValue).sum();
    }

    private void awaitCommitted(long records) {
        await("committed").atMost(FaultRun.PATIENCE).until(() -> committed() >= records);
    }

    /** The values downstream that came a second time. */
    private int thenNothingIsLost() throws Exception {
        awaitCommitted(RECORDS);
        assertThat(committed()).isEqualTo(RECORDS);
        List<ConsumerRecord<byte[], byte[]>> delivered = results.read("read_uncommitted");
        Set<Integer> seen = new HashSet<>();
        Map<String, Integer> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : delivered) {
            int value = Integer.parseInt(TestKafka.text(record.value()));
            if (seen.add(value)) {
                Integer before = last.put(TestKafka.text(record.key()), value);
                assertThat(before == null ? -1 : before)
                        .as("first deliveries of a key")
                        .isLessThan(value);
            }
        }
        assertThat(seen).hasSize(RECORDS);
        return delivered.size() - RECORDS;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void a_processor_killed_at_a_random_point_loses_nothing(long seed) throws Exception {
        TestKafka.produce(input, RECORDS, 200);
        int point = new Random(seed).nextInt(1, RECORDS / 2);
        try (ProcessorProcess first = start("first")) {
            awaitCommitted(point);
            first.kill();
            assertThat(committed()).as("before the end").isLessThan(RECORDS);
        }
        try (ProcessorProcess second = start("second")) {
            thenNothingIsLost();
            assertThat(second.terminate()).as(second.log()).isZero();
        }
    }

    @Test
    void a_processor_asked_to_end_under_load_repeats_nothing() throws Exception {
        TestKafka.produce(input, RECORDS, 200);
        try (ProcessorProcess first = start("first")) {
            awaitCommitted(1_000);
            assertThat(first.terminate()).as(first.log()).isZero();
            assertThat(committed()).as("before the end").isLessThan(RECORDS);
        }
        try (ProcessorProcess second = start("second")) {
            assertThat(thenNothingIsLost()).as("repeated").isZero();
            assertThat(second.terminate()).as(second.log()).isZero();
        }
    }

    @Test
    void a_zombie_frozen_beyond_its_session_sets_no_offset_back() throws Exception {
        TestKafka.produce(input, RECORDS, 200);
        try (ProcessorProcess zombie = start("zombie");
                ProcessorProcess heir = start("heir")) {
            group.awaitMembers(2);
            awaitCommitted(500);
            zombie.freeze();
            group.awaitMembers(1);
            Map<?, Long> before = group.committed();
            assertThat(committed()).as("before the end").isLessThan(RECORDS);
            zombie.thaw();
            group.awaitMembers(2);
            Map<?, Long> after = new HashMap<>(group.committed());
            before.forEach((partition, offset) ->
                    assertThat(after.get(partition)).as("%s", partition).isGreaterThanOrEqualTo(offset));
            thenNothingIsLost();
            assertThat(zombie.terminate()).as(zombie.log()).isZero();
            assertThat(heir.terminate()).as(heir.log()).isZero();
        }
    }
}
