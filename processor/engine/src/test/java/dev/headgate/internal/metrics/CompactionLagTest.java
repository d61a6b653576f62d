package dev.headgate.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.api.Ack;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.RecordHandler;
import dev.headgate.state.PartitionLag;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("broker")
@Timeout(120)
class CompactionLagTest {
    private static final int WRITTEN = 500;
    private static final int BESIDE = 20;

    private final CountDownLatch open = new CountDownLatch(1);

    /** By their timestamps the last record begins a segment of its own, so that all before it may be cleaned. */
    private static void write(String topic) {
        long longAgo = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of())) {
            for (int i = 0; i < WRITTEN; i++) {
                String key = i % (WRITTEN / BESIDE) == 0 ? "alone-" + i : "again";
                var _ = producer.send(new ProducerRecord<>(
                        topic, 0, longAgo, TestKafka.bytes(key), TestKafka.bytes(Integer.toString(i))));
            }
            producer.flush();
            var _ = producer.send(new ProducerRecord<>(topic, 0, null, TestKafka.bytes("last"), new byte[1]));
        }
    }

    /** How many records there are to be read. */
    private static int left(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        consumer.seek(partition, 0);
        int count = 0;
        while (consumer.position(partition) <= WRITTEN) {
            count += consumer.poll(Duration.ofMillis(100)).count();
        }
        return count;
    }

    private static void awaitCleaner(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        Map<String, Object> properties = new HashMap<>(TestKafka.consumer(topic + "-look"));
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(Set.of(partition));
            await().atMost(Duration.ofSeconds(60)).until(() -> left(consumer, partition) == BESIDE + 2);
        }
    }

    private static Optional<Long> lag(Headgate headgate) {
        return headgate.lag().partitions().stream()
                .map(PartitionLag::lagRecords)
                .findFirst();
    }

    @Test
    void over_the_gaps_of_a_compacted_log_the_lag_comes_down_to_0() throws Exception {
        String topic = TestKafka.newTopic(Map.of(
                "cleanup.policy", "compact",
                "segment.ms", "60000",
                "min.cleanable.dirty.ratio", "0.001"));
        write(topic);
        awaitCleaner(topic);
        RecordHandler<byte[], byte[], byte[]> handler = (record, _) -> {
            assertThat(open.await(60, TimeUnit.SECONDS)).isTrue();
            return record.value();
        };
        try (Headgate headgate = Headgate.builder()
                .kafka(TestKafka.consumer(topic))
                .topics(topic)
                .initialOffset(InitialOffset.EARLIEST)
                .lagInterval(Duration.ofMillis(100))
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), handler)
                .sink((_, _) -> Ack.now())
                .start()) {
            await().atMost(Duration.ofSeconds(30)).until(() -> lag(headgate).equals(Optional.of(WRITTEN + 1L)));
            open.countDown();
            await().atMost(Duration.ofSeconds(30)).until(() -> lag(headgate).equals(Optional.of(0L)));
            assertThat(headgate.snapshot().counters().records().acked())
                    .as("what the cleaner left of %s records", WRITTEN + 1)
                    .isEqualTo(BESIDE + 2);
            await().atMost(Duration.ofSeconds(30)).until(() -> TestKafka.committedTotal(topic) == WRITTEN + 1);
        }
    }
}
