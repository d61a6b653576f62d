package dev.headgate.regressions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Headgate;
import dev.headgate.HeadgateBuilder;
import dev.headgate.TestKafka;
import dev.headgate.api.RetryPolicy;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.PauseReason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** parallel-consumer #716, #832, #834: mailboxes and retry queues without a bound, and in the end no memory. */
@Tag("broker")
@Timeout(120)
class MemoryRegressionsTest {
    private static final int QUEUE = 100;

    private static void thenBounded(Headgate headgate, int polls) {
        for (int i = 0; i < polls; i++) {
            EngineSnapshot snapshot = headgate.snapshot();
            assertThat(snapshot.queue().records()).isLessThanOrEqualTo(QUEUE);
            assertThat(snapshot.counters().records().consumed()
                            - snapshot.counters().records().acked())
                    .as("taken in and not done")
                    .isLessThanOrEqualTo(QUEUE);
            long epoch = snapshot.epochMillis();
            RegressionTopic.until("the next snapshot", () -> headgate.snapshot().epochMillis() > epoch);
        }
    }

    /** Every record fails, and waits for its next attempt. */
    @Test
    void a_retry_queue_does_not_grow_without_bound() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 5_000, 5_000);
        AtomicBoolean broken = new AtomicBoolean(true);
        HeadgateBuilder builder = scene.builder()
                .queueCapacity(QUEUE)
                .retry(new RetryPolicy(100_000, Duration.ofMillis(50), 1, Duration.ofMillis(50), 0));
        try (Headgate headgate = scene.ready(builder, (record, context) -> {
                    if (broken.get()) {
                        throw new IllegalStateException("broken");
                    }
                    return record;
                })
                .start()) {
            RegressionTopic.until(
                    "all retry", () -> headgate.snapshot().counters().failures().retries() > 3 * QUEUE);
            thenBounded(headgate, 5);
            broken.set(false);
            scene.untilCommitted(5_000);
        }
        scene.thenEachOnce(5_000);
    }

    /** The sink takes everything and acknowledges nothing; then all at once. */
    @Test
    void a_mailbox_of_acknowledgements_does_not_grow_without_bound() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 5_000, 5_000);
        CompletableFuture<Void> answer = new CompletableFuture<>();
        AtomicInteger taken = new AtomicInteger();
        Headgate headgate = scene.builder()
                .queueCapacity(QUEUE)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), RegressionTopic.IDENTITY)
                .sink((record, context) -> {
                    taken.incrementAndGet();
                    return answer.thenCompose(_ -> scene.sink.deliver(record, context));
                })
                .start();
        try (headgate) {
            RegressionTopic.until("the queue is full", () -> taken.get() > QUEUE * 3 / 4);
            thenBounded(headgate, 5);
            assertThat(taken).hasValueLessThanOrEqualTo(QUEUE);
            answer.complete(null);
            scene.untilCommitted(5_000);
        }
        scene.thenEachOnce(5_000);
    }

    /** Few records, and large ones: the bytes are bounded too, give or take one poll. */
    @Test
    void large_records_do_not_fill_the_memory() throws Exception {
        RegressionTopic scene = new RegressionTopic(1);
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("batch.size", "200000"))) {
            for (int i = 0; i < 400; i++) {
                byte[] value = new byte[50_000];
                System.arraycopy(TestKafka.bytes(Integer.toString(1_000 + i)), 0, value, 0, 4);
                var _ = producer.send(new ProducerRecord<>(scene.topic, TestKafka.bytes("key-" + i), value));
            }
        }
        CompletableFuture<Void> answer = new CompletableFuture<>();
        Headgate headgate = scene.builder()
                .queueCapacity(1_000)
                .queueBytes(1_000_000)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), RegressionTopic.IDENTITY)
                .sink((record, context) -> answer.thenCompose(_ -> scene.sink.deliver(record, context)))
                .start();
        try (headgate) {
            RegressionTopic.until(
                    "paused by the bytes", () -> headgate.snapshot().pauseReason() == PauseReason.BYTES);
            // A poll brings 62 records at most here: 1,000 / 16.
            assertThat(headgate.snapshot().queue().bytes()).isBetween(1_000_000L, 1_000_000L + 62 * 50_010);
            answer.complete(null);
            scene.untilCommitted(400);
        }
        scene.thenEachOnce(400);
    }
}
