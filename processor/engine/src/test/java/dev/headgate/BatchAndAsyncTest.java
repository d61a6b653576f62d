package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.BatchHandler;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.Ordering;
import dev.headgate.api.RecordOutcome;
import dev.headgate.api.RetryPolicy;
import dev.headgate.state.EngineState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asynchronous and batch handlers, on a real broker. */
@Tag("broker")
@Timeout(60)
class BatchAndAsyncTest {
    private static final ByteArrayDeserializer BYTES = new ByteArrayDeserializer();
    private static final RetryPolicy QUICK = new RetryPolicy(10, Duration.ofMillis(1), 1.5, Duration.ofMillis(20), 0.5);

    private final RecordingSink sink = new RecordingSink();
    private final AtomicInteger failures = new AtomicInteger();

    private static HeadgateBuilder builder(String topic) {
        return Headgate.builder()
                .kafka(TestKafka.consumer(topic))
                .topics(topic)
                .workers(8)
                .queueCapacity(1_000)
                .retry(QUICK);
    }

    private static void awaitCommitted(String group, long total) {
        await().atMost(Duration.ofSeconds(30)).until(() -> TestKafka.committedTotal(group) == total);
    }

    @Test
    void asynchronous_handlers_keep_the_order_of_each_key_and_lose_nothing() {
        String topic = TestKafka.newTopic(4);
        TestKafka.produce(topic, 3_000, 60);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ExecutorService foreign = Executors.newFixedThreadPool(2);
                Headgate headgate = builder(topic)
                        .<byte[], byte[], ConsumerRecord<byte[], byte[]>>asyncHandler(
                                BYTES, BYTES, (record, context) -> {
                                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                                    return CompletableFuture.supplyAsync(
                                            () -> {
                                                open.decrementAndGet();
                                                if ((record.offset() * 31 + context.attempt()) % 7 == 0) {
                                                    failures.incrementAndGet();
                                                    throw new IllegalStateException("flaky");
                                                }
                                                return record;
                                            },
                                            foreign);
                                })
                        .sink(sink)
                        .start()) {
            awaitCommitted(topic, 3_000);
            assertThat(headgate.snapshot().counters().failures().retries()).isEqualTo(failures.get());
        }
        assertThat(failures).hasPositiveValue();
        assertThat(most.get()).isBetween(1, 8);
        assertThat(sink.distinct()).isEqualTo(3_000);
        assertThat(sink.duplicates()).isZero();
        assertThat(sink.offsetsByKey.values())
                .allSatisfy(offsets -> assertThat(offsets).isSorted());
    }

    /** Of the records for which the handler fails, each is tried until it is done; nobody else's result comes twice. */
    private BatchResult<ConsumerRecord<byte[], byte[]>> flaky(List<ConsumerRecord<byte[], byte[]>> records)
            throws IOException {
        if (failures.get() % 5 == 0) {
            failures.incrementAndGet();
            throw new IOException("the batch");
        }
        List<RecordOutcome<ConsumerRecord<byte[], byte[]>>> outcomes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            boolean fails = record.offset() % 11 == 0 && failures.incrementAndGet() % 3 != 0;
            outcomes.add(fails ? RecordOutcome.failed(new IOException("this one")) : RecordOutcome.done(record));
        }
        return BatchResult.outcomes(outcomes);
    }

    @ParameterizedTest
    @EnumSource
    void batches_keep_the_order_of_each_key_and_lose_nothing(BatchOptions.Per per) {
        String topic = TestKafka.newTopic(4);
        TestKafka.produce(topic, 3_000, 60);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        BatchOptions options = new BatchOptions(25, 1_000, Duration.ofMillis(5), per);
        RetryPolicy patient = new RetryPolicy(100, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0);
        try (Headgate headgate = builder(topic)
                .retry(patient)
                .meterRegistry(registry)
                .batchHandler(BYTES, BYTES, options, (records, context) -> flaky(records))
                .sink(sink)
                .start()) {
            awaitCommitted(topic, 3_000);
            assertThat(headgate.snapshot().counters().failures().retries()).isPositive();
            assertThat(registry.get("headgate.batch.size").summary().max()).isBetween(2.0, 25.0);
        }
        assertThat(registry.getMeters()).isEmpty();
        assertThat(failures).hasPositiveValue();
        assertThat(sink.distinct()).isEqualTo(3_000);
        assertThat(sink.duplicates()).isZero();
        assertThat(sink.offsetsByKey.values())
                .allSatisfy(offsets -> assertThat(offsets).isSorted());
    }

    @Test
    void a_batch_with_one_result_is_committed_when_that_is_acknowledged() {
        String topic = TestKafka.newTopic(2);
        TestKafka.produce(topic, 1_000, 50);
        AtomicInteger records = new AtomicInteger();
        BatchOptions options = BatchOptions.of(50).withLinger(Duration.ofMillis(5));
        try (Headgate headgate = builder(topic)
                .batchHandler(BYTES, BYTES, options, (batch, context) -> BatchResult.whole(batch.size()))
                .sink((size, context) -> {
                    records.addAndGet(size);
                    return CompletableFuture.supplyAsync(
                            () -> Ack.DELIVERED, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS));
                })
                .start()) {
            awaitCommitted(topic, 1_000);
            assertThat(headgate.snapshot().queue().records()).isZero();
        }
        assertThat(records).hasValue(1_000);
    }

    @Test
    void a_shutdown_waits_for_no_linger() throws Exception {
        String topic = TestKafka.newTopic(2);
        TestKafka.produce(topic, 100, 10);
        BatchOptions options = BatchOptions.of(1_000).withLinger(Duration.ofHours(1));
        BatchHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> handler =
                (records, context) -> BatchResult.results(records);
        Headgate headgate = builder(topic)
                .batchHandler(BYTES, BYTES, options, handler)
                .sink(sink)
                .start();
        try (headgate) {
            await().until(() -> headgate.snapshot().queue().records() == 100);
            assertThat(sink.distinct()).isZero();
        }
        assertThat(headgate.snapshot().state()).isEqualTo(EngineState.CLOSED);
        assertThat(TestKafka.committedTotal(topic)).isEqualTo(100);
        assertThat(sink.distinct()).isEqualTo(100);
        assertThat(sink.duplicates()).isZero();
    }

    @Test
    void members_come_and_go_without_loss_while_batches_are_gathered() throws Exception {
        String topic = TestKafka.newTopic(6);
        TestKafka.produce(topic, 3_000, 300);
        BatchOptions options = BatchOptions.of(20).withLinger(Duration.ofMillis(50));
        BatchHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> slow = (records, context) -> {
            TimeUnit.MILLISECONDS.sleep(20);
            return BatchResult.results(records);
        };
        try (Headgate _ = builder(topic)
                .batchHandler(BYTES, BYTES, options, slow)
                .sink(sink)
                .start()) {
            await().until(() -> sink.distinct() > 100);
            Headgate second = builder(topic)
                    .batchHandler(BYTES, BYTES, options, slow)
                    .sink(sink)
                    .start();
            try (second) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> !second.snapshot().partitions().isEmpty());
            }
            assertThat(second.snapshot().state()).isEqualTo(EngineState.CLOSED);
            awaitCommitted(topic, 3_000);
        }
        assertThat(sink.distinct()).isEqualTo(3_000);
    }

    @Test
    void batches_that_cannot_be_are_refused_at_the_start() {
        BatchHandler<byte[], byte[], String> any = (records, context) -> BatchResult.whole("all");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder("orders")
                        .batchHandler(BYTES, BYTES, BatchOptions.of(1_001), any)
                        .sink((result, context) -> Ack.now())
                        .start())
                .withMessageContaining("1001")
                .withMessageContaining("queue capacity of 1000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder("orders")
                        .ordering(Ordering.UNORDERED)
                        .batchHandler(BYTES, BYTES, BatchOptions.of(10).perKey(), any)
                        .sink((result, context) -> Ack.now())
                        .start())
                .withMessageContaining("per key");
    }
}
