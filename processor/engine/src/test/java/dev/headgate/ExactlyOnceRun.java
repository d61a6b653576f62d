package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.ExactlyOnceSink;
import dev.headgate.api.Ordering;
import dev.headgate.api.Output;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.RetryPolicy;
import dev.headgate.sink.kafka.KafkaSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** From one topic to another, exactly once, and what a reader of committed records finds there. */
public final class ExactlyOnceRun {
    private final String bootstrap;
    private final String input;
    private final String output;
    private final Map<String, Object> kafka = new HashMap<>();

    public ExactlyOnceRun(String bootstrap, String input, String output) {
        this.bootstrap = bootstrap;
        this.input = input;
        this.output = output;
        kafka.put("bootstrap.servers", bootstrap);
        kafka.put("group.id", input);
    }

    public ExactlyOnceRun withClient(Map<String, ?> properties) {
        kafka.putAll(properties);
        return this;
    }

    /** A sink of its own for each member. */
    public ExactlyOnceSink<Output> sink() {
        return KafkaSink.to(output).kafka(kafka).exactlyOnce().open();
    }

    /** With dead letters. */
    public ExactlyOnceSink<Output> sink(String deadLetters) {
        return KafkaSink.to(output)
                .kafka(kafka)
                .exactlyOnce()
                .deadLetters(deadLetters)
                .open();
    }

    public HeadgateBuilder builder() {
        return Headgate.builder()
                .kafka(kafka)
                .topics(input)
                .ordering(Ordering.UNORDERED)
                .workers(50)
                .queueCapacity(2_000)
                .lagInterval(Duration.ZERO)
                .drainTimeout(Duration.ofSeconds(10))
                .revokeTimeout(Duration.ofSeconds(3))
                .retry(new RetryPolicy(20, Duration.ofMillis(5), 1.5, Duration.ofMillis(50), 0.5));
    }

    public Headgate start(UnaryOperator<HeadgateBuilder> settings, RecordHandler<byte[], byte[], Output> handler) {
        return settings.apply(builder())
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), handler)
                .sink(sink())
                .start();
    }

    /** What the function makes of a value. */
    public static Output functionOf(ConsumerRecord<byte[], byte[]> record) {
        return Output.of(record.key(), TestKafka.bytes(functionOf(TestKafka.text(record.value()))));
    }

    public static String functionOf(String value) {
        return "f(" + value + ")";
    }

    public void awaitCommittedUpTo(Map<TopicPartition, Long> ends) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> {
                    Map<TopicPartition, Long> committed = TestKafka.committed(bootstrap, input);
                    return ends.entrySet().stream()
                            .allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
                });
    }

    public void thenTheOutputIsTheFunctionOfTheInput(int records) {
        List<String> expected =
                values(input).stream().map(ExactlyOnceRun::functionOf).toList();
        assertThat(expected).hasSize(records);
        assertThat(values(output)).containsExactlyInAnyOrderElementsOf(expected);
    }

    public Map<TopicPartition, Long> ends(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            return new HashMap<>(consumer.endOffsets(partitions(consumer, topic)));
        }
    }

    public List<String> values(String topic) {
        return read(topic, "read_committed");
    }

    public List<String> read(String topic, String isolation) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = ends(topic); // so that an open transaction is waited for, not overlooked
            await().atMost(Duration.ofSeconds(60)).pollDelay(Duration.ZERO).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(TestKafka.text(record.value())));
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
        }
        return values;
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(PartitionInfo::partition)
                .map(number -> new TopicPartition(topic, number))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
