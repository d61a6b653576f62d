package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Ordering;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.RejectedRecordException;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.StageOptions;
import dev.headgate.state.EngineSnapshot;
import dev.headgate.state.EngineState;
import dev.headgate.state.PauseReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine as a whole, on a real broker. */
@Tag("broker")
@Timeout(60)
class HeadgateTest {
    private static final RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> IDENTITY =
            (record, context) -> record;

    private final RecordingSink sink = new RecordingSink();

    private HeadgateBuilder builder(String topic) {
        return Headgate.builder()
                .kafka(TestKafka.consumer(topic))
                .topics(topic)
                .workers(20)
                .queueCapacity(1000);
    }

    private Ready recording(
            HeadgateBuilder builder, RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> handler) {
        return builder.handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), handler)
                .sink(sink);
    }

    private static void awaitCommitted(String group, long total) {
        await().atMost(Duration.ofSeconds(30)).until(() -> TestKafka.committedTotal(group) == total);
    }

    @ParameterizedTest
    @EnumSource(Ordering.class)
    void delivers_and_commits_every_record_once(Ordering ordering) {
        String topic = TestKafka.newTopic(4);
        TestKafka.produce(topic, 5_000, 100);
        try (Headgate headgate =
                recording(builder(topic).ordering(ordering), IDENTITY).start()) {
            awaitCommitted(topic, 5_000);
            assertThat(headgate.snapshot().counters().records().consumed()).isEqualTo(5_000);
        }
        assertThat(sink.distinct()).isEqualTo(5_000);
        assertThat(sink.duplicates()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void works_with_both_group_protocols_and_goes_on_where_it_was_closed(String protocol) throws Exception {
        String topic = TestKafka.newTopic(3);
        for (int round = 1; round <= 2; round++) {
            TestKafka.produce(topic, 1_000, 50);
            HeadgateBuilder builder = builder(topic).kafka(Map.of("group.protocol", protocol));
            Headgate headgate = recording(builder, IDENTITY).start();
            try (headgate) {
                awaitCommitted(topic, 1_000L * round);
            }
            assertThat(headgate.snapshot().state()).isEqualTo(EngineState.CLOSED);
            assertThat(TestKafka.members(topic)).isZero();
        }
        assertThat(sink.deliveries.values())
                .allSatisfy(count -> assertThat(count).hasValue(2));
    }

    @Test
    void keeps_the_order_of_each_key_though_attempts_fail_at_random() {
        String topic = TestKafka.newTopic(4);
        TestKafka.produce(topic, 2_000, 40);
        AtomicInteger failures = new AtomicInteger();
        RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> flaky = (record, context) -> {
            if ((record.offset() * 31 + context.attempt()) % 7 == 0) {
                failures.incrementAndGet();
                throw new IllegalStateException("flaky");
            }
            return record;
        };
        RetryPolicy quick = new RetryPolicy(10, Duration.ofMillis(1), 1.5, Duration.ofMillis(20), 0.5);
        try (Headgate headgate = recording(builder(topic).retry(quick), flaky).start()) {
            awaitCommitted(topic, 2_000);
            assertThat(headgate.snapshot().counters().failures().retries()).isEqualTo(failures.get());
        }
        assertThat(failures).hasPositiveValue();
        assertThat(sink.duplicates()).isZero();
        assertThat(sink.offsetsByKey.values())
                .allSatisfy(offsets -> assertThat(offsets).isSorted());
    }

    @ParameterizedTest
    @CsvSource({"classic,range", "classic,cooperative", "consumer,"})
    void members_come_and_go_without_loss_in_each_rebalance_protocol(String protocol, String assignor)
            throws Exception {
        String topic = TestKafka.newTopic(6);
        TestKafka.produce(topic, 3_000, 300);
        Map<String, String> group = "cooperative".equals(assignor)
                ? Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor")
                : Map.of();
        RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> slow = (record, context) -> {
            TimeUnit.MILLISECONDS.sleep(5);
            return record;
        };
        HeadgateBuilder builder =
                builder(topic).kafka(Map.of("group.protocol", protocol)).kafka(group);
        try (Headgate first = recording(builder, slow).start()) {
            await().until(() -> sink.distinct() > 100);
            HeadgateBuilder other =
                    builder(topic).kafka(Map.of("group.protocol", protocol)).kafka(group);
            Headgate second = recording(other, slow).start();
            try (second) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> !second.snapshot().partitions().isEmpty());
                await().until(() -> first.snapshot().counters().partitions().rebalances() > 1);
            }
            assertThat(second.snapshot().state()).isEqualTo(EngineState.CLOSED);
            awaitCommitted(topic, 3_000);
        }
        assertThat(sink.distinct()).isEqualTo(3_000);
    }

    @Test
    void a_slow_downstream_neither_loses_the_membership_nor_overfills_the_queue() throws Exception {
        String topic = TestKafka.newTopic(4);
        TestKafka.produce(topic, 2_000, 100);
        CountDownLatch downstream = new CountDownLatch(1);
        HeadgateBuilder builder = builder(topic)
                .queueCapacity(64)
                .kafka(Map.of(
                        "max.poll.interval.ms", "1000", "session.timeout.ms", "1000", "heartbeat.interval.ms", "200"));
        RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> blocked = (record, context) -> {
            downstream.await();
            return record;
        };
        try (Headgate headgate = recording(builder, blocked).start()) {
            await().until(() -> headgate.snapshot().pauseReason() == PauseReason.QUEUE);
            long until = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            await().atMost(Duration.ofSeconds(5)).until(() -> {
                EngineSnapshot snapshot = headgate.snapshot();
                assertThat(snapshot.queue().records()).isLessThanOrEqualTo(64);
                assertThat(snapshot.counters().partitions().rebalances()).isEqualTo(1);
                assertThat(snapshot.partitions())
                        .allSatisfy(p -> assertThat(p.pauseReason()).isNotEqualTo(PauseReason.NONE));
                return System.nanoTime() > until;
            });
            downstream.countDown();
            awaitCommitted(topic, 2_000);
            assertThat(headgate.snapshot().counters().partitions().rebalances()).isEqualTo(1);
        }
        assertThat(sink.duplicates()).isZero();
    }

    @Test
    void a_record_that_cannot_be_decoded_goes_to_the_dead_letters_with_its_raw_bytes() {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 10, 10);
        List<DeadLetter> letters = new CopyOnWriteArrayList<>();
        Headgate headgate = builder(topic)
                .onUndecodable(FailurePolicy.DEAD_LETTER)
                .deadLetters((letter, context) -> {
                    letters.add(letter);
                    return Ack.now();
                })
                .handler(new ByteArrayDeserializer(), new IntegerDeserializer(), (record, context) -> record.value())
                .sink((value, context) -> Ack.now())
                .start();
        try (headgate) {
            awaitCommitted(topic, 10);
            assertThat(headgate.snapshot().counters().records().deadLettered()).isEqualTo(10);
        }
        assertThat(letters).hasSize(10).allSatisfy(letter -> {
            assertThat(TestKafka.text(letter.record().value())).matches("\\d");
            assertThat(letter.reason()).hasMessageContaining("IntegerDeserializer");
        });
    }

    @Test
    void records_given_up_are_counted_by_reason_as_a_metric() {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 10, 10);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Deserializer<Integer> number = (_, bytes) -> {
            int value = Integer.parseInt(TestKafka.text(bytes));
            if (value == 0) {
                throw new SerializationException("no zeros");
            }
            return value;
        };
        RecordHandler<byte[], Integer, Integer> picky = (record, _) -> switch (record.value()) {
            case 1, 2 -> throw new RejectedRecordException("never");
            case 3, 4, 5 -> throw new IllegalStateException("not now");
            case 6 -> {
                Thread.sleep(60_000);
                yield 6;
            }
            default -> record.value();
        };
        Headgate headgate = builder(topic)
                .meterRegistry(registry)
                .retry(new RetryPolicy(2, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0))
                .attemptTimeout(Duration.ofMillis(500))
                .onFailure(FailurePolicy.SKIP)
                .onUndecodable(FailurePolicy.SKIP)
                .handler(new ByteArrayDeserializer(), number, picky)
                .sink((_, _) -> Ack.now())
                .start();
        try (headgate) {
            awaitCommitted(topic, 10);
            await().until(() -> headgate.snapshot().counters().records().skipped() == 7);
            Map<String, Double> counted = new HashMap<>();
            registry.get("headgate.records.given.up")
                    .functionCounters()
                    .forEach(each -> counted.put(each.getId().getTag("reason"), each.count()));
            assertThat(counted).isEqualTo(Map.of("failed", 3.0, "timeout", 1.0, "rejected", 2.0, "undecodable", 1.0));
        }
    }

    @Test
    void halts_on_a_failed_record_names_it_and_delivers_it_again_after_the_restart() throws Exception {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 100, 10);
        RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> broken = (record, context) -> {
            if (record.offset() == 40) {
                throw new IllegalStateException("boom");
            }
            return record;
        };
        HeadgateBuilder builder = builder(topic).retry(RetryPolicy.none());
        try (Headgate headgate = recording(builder, broken).start()) {
            assertThat(headgate.awaitEnd(Duration.ofSeconds(20))).contains(EngineState.FAILED);
            assertThat(headgate.snapshot().lastError())
                    .hasValueSatisfying(
                            line -> assertThat(line).contains(topic + "-0@40").contains("boom"));
        }
        assertThat(TestKafka.committed(topic)).containsEntry(new TopicPartition(topic, 0), 40L);
        assertThat(sink.deliveries).doesNotContainKey("40");
        try (Headgate restarted = recording(builder(topic), IDENTITY).start()) {
            awaitCommitted(topic, 100);
            assertThat(restarted.snapshot().counters().records().consumed()).isEqualTo(60);
        }
        assertThat(sink.distinct()).isEqualTo(100);
        assertThat(sink.offsetsByKey.get("0/key-0")).isSorted();
    }

    @Test
    void stages_run_one_after_the_other_with_a_worker_count_of_their_own() {
        String topic = TestKafka.newTopic(2);
        TestKafka.produce(topic, 500, 50);
        AtomicInteger inSecond = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Headgate headgate = builder(topic)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), IDENTITY)
                .stage("second", StageOptions.workers(2).withBuffer(3), (record, context) -> {
                    most.accumulateAndGet(inSecond.incrementAndGet(), Math::max);
                    TimeUnit.MICROSECONDS.sleep(100);
                    inSecond.decrementAndGet();
                    return record;
                })
                .sink(sink)
                .start();
        try (headgate) {
            awaitCommitted(topic, 500);
        }
        assertThat(most.get()).isBetween(1, 2);
        assertThat(sink.distinct()).isEqualTo(500);
        assertThat(sink.offsetsByKey.values())
                .allSatisfy(offsets -> assertThat(offsets).isSorted());
    }

    @Test
    void lag_goes_to_zero_behind_aborted_transactions() {
        String topic = TestKafka.newTopic(1);
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            for (boolean commit : new boolean[] {true, false}) {
                producer.beginTransaction();
                for (int i = 0; i < 10; i++) {
                    var _ = producer.send(
                            new ProducerRecord<>(topic, TestKafka.bytes((commit ? "kept" : "aborted") + i)));
                }
                if (commit) {
                    producer.commitTransaction();
                } else {
                    producer.flush();
                    producer.abortTransaction();
                }
            }
        }
        HeadgateBuilder builder = builder(topic).kafka(Map.of("isolation.level", "read_committed"));
        try (Headgate headgate = recording(builder, IDENTITY).start()) {
            awaitCommitted(topic, 22);
            assertThat(headgate.snapshot().counters().records().consumed()).isEqualTo(10);
        }
        assertThat(sink.distinct()).isEqualTo(10);
    }

    @Test
    void a_shutdown_past_its_deadline_cancels_and_commits_only_what_is_acknowledged() throws Exception {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 20, 20);
        AtomicReference<Throwable> hung = new AtomicReference<>();
        CountDownLatch hanging = new CountDownLatch(1);
        RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> handler = (record, context) -> {
            if (record.offset() == 10) {
                hanging.countDown();
                try {
                    TimeUnit.HOURS.sleep(1);
                } catch (InterruptedException e) {
                    hung.set(e);
                    throw e;
                }
            }
            return record;
        };
        Headgate headgate = recording(builder(topic).drainTimeout(Duration.ofMillis(300)), handler)
                .start();
        hanging.await();
        await().until(() -> sink.distinct() == 19);
        headgate.close();
        assertThat(headgate.snapshot().state()).isEqualTo(EngineState.CUT);
        assertThat(hung.get()).isInstanceOf(InterruptedException.class);
        assertThat(TestKafka.committedTotal(topic)).isEqualTo(10);
    }
}
