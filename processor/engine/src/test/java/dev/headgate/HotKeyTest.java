package dev.headgate;

import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.CommitOptions;
import dev.headgate.api.InitialOffset;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("broker")
@Timeout(120)
class HotKeyTest {
    private static final int RECORDS = 10_000;

    /**
     * The broker answers a request for partitions without records after 25 s. One such request, sent because the full
     * partition was paused alone, and the test is out of time.
     */
    @Test
    void a_single_key_never_waits_for_the_partitions_that_are_empty() {
        String topic = TestKafka.newTopic(12);
        TestKafka.produce(topic, RECORDS, 1);
        Map<String, Object> kafka = TestKafka.consumer(topic);
        kafka.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 25_000);
        kafka.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 20_000);
        try (Headgate headgate = Headgate.builder()
                .kafka(kafka)
                .topics(topic)
                .queueCapacity(200)
                .commit(new CommitOptions(Duration.ofSeconds(1), 100_000, Duration.ofSeconds(1)))
                .initialOffset(InitialOffset.EARLIEST)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, _) -> record.value())
                .sink((_, _) -> Ack.now())
                .start()) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> headgate.snapshot().counters().records().acked() == RECORDS);
        }
    }
}
