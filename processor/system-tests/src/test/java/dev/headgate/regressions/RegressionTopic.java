package dev.headgate.regressions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.Ready;
import dev.headgate.RecordingSink;
import dev.headgate.TestKafka;
import dev.headgate.api.CommitOptions;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.Sink;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic with a group of the same name on the real broker, and what the regressions share. */
final class RegressionTopic {
    static final RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> IDENTITY = (record, context) -> record;
    /** How long to wait for what has to come. Shorter where it is known not to. */
    static Duration patience = Duration.ofSeconds(30);

    static final RetryPolicy QUICK = new RetryPolicy(50, Duration.ofMillis(2), 1.5, Duration.ofMillis(20), 0.5);

    final String topic;
    final RecordingSink sink = new RecordingSink();

    RegressionTopic(int partitions) {
        this(TestKafka.newTopic(partitions));
    }

    RegressionTopic(String topic) {
        this.topic = topic;
    }

    TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }

    Map<String, Object> consumer() {
        Map<String, Object> properties = TestKafka.consumer(topic);
        properties.put("metadata.max.age.ms", 1_000);
        properties.put("heartbeat.interval.ms", 200);
        return properties;
    }

    HeadgateBuilder builder() {
        return Headgate.builder()
                .kafka(consumer())
                .topics(topic)
                .workers(20)
                .queueCapacity(1_000)
                .retry(QUICK)
                .lagInterval(Duration.ZERO)
                .commit(new CommitOptions(Duration.ofMillis(50), 100_000, Duration.ofSeconds(5)))
                .drainTimeout(Duration.ofMillis(300))
                .revokeTimeout(Duration.ofMillis(300));
    }

    Ready ready(HeadgateBuilder builder, RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> handler) {
        return ready(builder, handler, sink);
    }

    private static Ready ready(
            HeadgateBuilder builder,
            RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> handler,
            Sink<ConsumerRecord<byte[], byte[]>> into) {
        return builder.handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), handler)
                .sink(into);
    }

    Headgate start(RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> handler) {
        return start(handler, sink);
    }

    Headgate start(
            RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> handler,
            Sink<ConsumerRecord<byte[], byte[]>> into) {
        return ready(builder(), handler, into).start();
    }

    /** Holds the record at this offset of each partition until the gate opens, or nobody waits for it any more. */
    static RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> stuckAt(long offset, CountDownLatch gate) {
        return (record, context) -> {
            while (record.offset() == offset && !gate.await(5, TimeUnit.MILLISECONDS)) {
                if (context.isCancelled()) {
                    throw new IllegalStateException("cancelled");
                }
            }
            return record;
        };
    }

    static void until(String what, Callable<Boolean> condition) {
        await(what).atMost(patience).pollInterval(Duration.ofMillis(10)).until(condition);
    }

    void untilCommitted(long total) {
        until("committed up to " + total, () -> TestKafka.committedTotal(topic) == total);
    }

    Map<TopicPartition, OffsetAndMetadata> committed() throws ExecutionException, InterruptedException {
        try (Admin admin = TestKafka.admin()) {
            Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>(admin.listConsumerGroupOffsets(topic)
                    .partitionsToOffsetAndMetadata()
                    .get());
            all.values().removeIf(offset -> offset == null);
            return all;
        }
    }

    /** The offset after the last record of a partition. */
    long end(TopicPartition partition) throws ExecutionException, InterruptedException {
        try (Admin admin = TestKafka.admin()) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }

    void commit(Map<TopicPartition, OffsetAndMetadata> offsets) throws ExecutionException, InterruptedException {
        try (Admin admin = TestKafka.admin()) {
            admin.alterConsumerGroupOffsets(topic, offsets).all().get();
        }
    }

    /** Another member of the group, which takes partitions and gives them back, and consumes nothing for good. */
    void visit(int partitions) {
        try (KafkaConsumer<byte[], byte[]> guest =
                new KafkaConsumer<>(guestProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            guest.subscribe(List.of(topic));
            until("the guest has its share", () -> {
                guest.poll(Duration.ofMillis(50));
                return guest.assignment().size() >= partitions;
            });
        }
    }

    private Map<String, Object> guestProperties() {
        Map<String, Object> properties = consumer();
        properties.put("enable.auto.commit", false);
        properties.put("auto.offset.reset", "earliest");
        return properties;
    }

    /** Every record 0 to {@code count - 1} has arrived, and none twice. */
    void thenEachOnce(int count) {
        assertThat(sink.distinct()).isEqualTo(count);
        assertThat(sink.duplicates()).isZero();
    }
}
