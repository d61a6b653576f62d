package dev.headgate.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.TestKafka;
import dev.headgate.internal.offset.CommitSize;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The maps of many partitions are together larger than the brokers take at once. */
@Tag("broker")
@Timeout(120)
class LargeCommitTest {
    private static final TransactionOptions OPTIONS =
            new TransactionOptions(Duration.ofMillis(100), Duration.ofSeconds(10));
    private static final int PARTITIONS = 300;
    private static final String MAP = "x".repeat(4_000);

    private static Map<TopicPartition, OffsetAndMetadata> commit(String topic) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(partition + 1L, MAP));
        }
        return offsets;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(TestKafka.consumer(group), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Test
    void a_transaction_commits_them_in_parts() throws Exception {
        String topic = TestKafka.newTopic(PARTITIONS);
        KafkaTransactions transactions = KafkaTransactions.open(
                TransactionalProperties.of(TestKafka.consumer(topic), Map.of(), OPTIONS), OPTIONS);
        try (KafkaConsumer<byte[], byte[]> member = consumer(topic)) {
            transactions.begin().get(30, TimeUnit.SECONDS);
            transactions.commit(commit(topic), member.groupMetadata()).get(30, TimeUnit.SECONDS);
        } finally {
            transactions.close();
        }
        Map<TopicPartition, Long> committed = TestKafka.committed(topic);
        assertThat(committed).hasSize(PARTITIONS).containsEntry(new TopicPartition(topic, 299), 300L);
    }

    /** They say neither that it is too large, nor of what: so the engine never sends as much at once. */
    @Test
    void the_brokers_refuse_them_at_once_and_take_them_in_parts() throws Exception {
        String topic = TestKafka.newTopic(PARTITIONS);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
            assertThatThrownBy(() -> consumer.commitSync(commit(topic), Duration.ofSeconds(20)))
                    .isExactlyInstanceOf(KafkaException.class)
                    .hasMessageContaining("Unexpected error in commit");
            List<Map<TopicPartition, OffsetAndMetadata>> parts = CommitSize.parts(commit(topic));
            assertThat(parts).hasSizeBetween(5, 10);
            parts.forEach(part -> consumer.commitSync(part, Duration.ofSeconds(20)));
        }
        assertThat(TestKafka.committed(topic)).hasSize(PARTITIONS);
    }
}
