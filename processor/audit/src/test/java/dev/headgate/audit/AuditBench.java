package dev.headgate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;

/** The topology without brokers, on a clock of its own. */
final class AuditBench implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration BUCKET = Duration.ofSeconds(10);
    static final Duration GRACE = Duration.ofSeconds(30);

    private final TopologyTestDriver driver;
    final TestInputTopic<byte[], byte[]> input;
    final TestInputTopic<byte[], byte[]> output;
    final TestInputTopic<byte[], byte[]> deadLetters;
    final TestOutputTopic<String, String> alarms;

    AuditBench(UnaryOperator<AuditOptions.Builder> more) {
        AuditOptions options = more.apply(AuditOptions.of(List.of("in"), List.of("out"))
                        .deadLetters(List.of("dead"))
                        .alarms(Optional.of("alarms"))
                        .bucket(BUCKET)
                        .grace(GRACE)
                        .inMemory(true))
                .build();
        Properties properties = new Properties();
        properties.put("application.id", "audit-bench");
        properties.put("bootstrap.servers", "nowhere:1");
        driver = new TopologyTestDriver(AuditTopology.build(options), properties, START);
        input = topic("in");
        output = topic("out");
        deadLetters = topic("dead");
        alarms = driver.createOutputTopic("alarms", new StringDeserializer(), new StringDeserializer());
    }

    private TestInputTopic<byte[], byte[]> topic(String name) {
        return driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void advance(Duration time) {
        driver.advanceWallClockTime(time);
    }

    void send(Stamped... records) {
        pipe(input, records);
    }

    void deliver(Stamped... records) {
        pipe(output, records);
    }

    void bury(Stamped... records) {
        pipe(deadLetters, records);
    }

    private static void pipe(TestInputTopic<byte[], byte[]> topic, Stamped... records) {
        for (Stamped each : records) {
            topic.pipeInput(each.at(each.dueMs()));
        }
    }

    void pipe(TestInputTopic<byte[], byte[]> topic, TestRecord<byte[], byte[]> record) {
        topic.pipeInput(record);
    }

    /** The counts of a run over all buckets; they must be those of the buckets together. */
    RunCounts total(String run) {
        byte[] stored = driver.<byte[], byte[]>getKeyValueStore(Stores.TOTALS).get(Stores.total(run));
        RunCounts total = stored == null ? new RunCounts() : RunCounts.decode(stored);
        RunCounts sum = new RunCounts();
        buckets(run).values().forEach(sum::add);
        assertThat(total.toString()).as("total and sum of the buckets").isEqualTo(sum.toString());
        assertThat(total.get(Count.SENT) + total.get(Count.UNSENT) + total.get(Count.DUPLICATED))
                .as("what came in and what became of it: %s", total)
                .isEqualTo(total.get(Count.DELIVERED) + total.get(Count.DEAD_LETTERED) + total.get(Count.MISSING));
        return total;
    }

    NavigableMap<Long, RunCounts> buckets(String run) {
        NavigableMap<Long, RunCounts> buckets = new TreeMap<>();
        try (KeyValueIterator<Windowed<byte[]>, byte[]> all =
                driver.<byte[], byte[]>getWindowStore(Stores.BUCKETS).all()) {
            while (all.hasNext()) {
                KeyValue<Windowed<byte[]>, byte[]> each = all.next();
                if (Stores.run(each.key.key()).equals(run)) {
                    buckets.put(each.key.window().start(), RunCounts.decode(each.value));
                }
            }
        }
        return buckets;
    }

    /** How many deliveries took how many µs. */
    Map<Long, Long> latencies() {
        Map<Long, Long> latencies = new TreeMap<>();
        try (KeyValueIterator<byte[], byte[]> all =
                driver.<byte[], byte[]>getKeyValueStore(Stores.TOTALS).all()) {
            while (all.hasNext()) {
                KeyValue<byte[], byte[]> each = all.next();
                if (Stores.isLatency(each.key)) {
                    latencies.put(Stores.microsOf(each.key), Stores.number(each.value));
                }
            }
        }
        return latencies;
    }

    @Override
    public void close() {
        driver.close();
    }
}
