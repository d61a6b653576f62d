package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.Ordering;
import dev.headgate.api.RecordHandler;
import dev.headgate.state.EngineState;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the next owner of a partition processes again, and what not, on a real broker. */
@Tag("broker")
@Timeout(90)
class RestartTest {
    private static final RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> IDENTITY =
            (record, context) -> record;
    private static final int KEYS = 50;

    private final RecordingSink sink = new RecordingSink();
    private final CountDownLatch gate = new CountDownLatch(1);

    private static HeadgateBuilder builder(String topic) {
        return Headgate.builder()
                .kafka(TestKafka.consumer(topic))
                .topics(topic)
                .workers(20)
                .queueCapacity(50_000)
                .drainTimeout(Duration.ofMillis(100))
                .revokeTimeout(Duration.ofMillis(300));
    }

    private static Ready recording(
            HeadgateBuilder builder,
            RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> handler,
            RecordingSink sink) {
        return builder.handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), handler)
                .sink(sink);
    }

    /** Offset 10 of every partition is stuck, until the gate opens or its partition is gone. */
    private RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> stuckAtTen() {
        return (record, context) -> {
            while (record.offset() == 10 && !gate.await(10, TimeUnit.MILLISECONDS)) {
                if (context.isCancelled()) {
                    throw new IllegalStateException("cancelled");
                }
            }
            return record;
        };
    }

    private static void awaitCommitted(String group, long total) {
        await().atMost(Duration.ofSeconds(30)).until(() -> TestKafka.committedTotal(group) == total);
    }

    private static OffsetAndMetadata committed(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = TestKafka.admin()) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return committed.getOrDefault(new TopicPartition(group, 0), new OffsetAndMetadata(0, "nothing committed"));
        }
    }

    private static void commit(String group, OffsetAndMetadata offset) throws ExecutionException, InterruptedException {
        try (Admin admin = TestKafka.admin()) {
            admin.alterConsumerGroupOffsets(group, Map.of(new TopicPartition(group, 0), offset))
                    .all()
                    .get();
        }
    }

    private static Set<String> values(int from, int to, int step) {
        return IntStream.iterate(from, value -> value < to, value -> value + step)
                .mapToObj(Integer::toString)
                .collect(Collectors.toSet());
    }

    /** All but record 10 and those behind it in its lane are done when the first engine is cut short. */
    private void runUntilOnlyTheStuckLaneIsLeft(String topic) {
        TestKafka.produce(topic, 5_000, KEYS);
        Headgate first = recording(builder(topic), stuckAtTen(), sink).start();
        await().atMost(Duration.ofSeconds(30)).until(() -> sink.distinct() == 4_900);
        first.close();
        assertThat(first.snapshot().state()).isEqualTo(EngineState.CUT);
    }

    @Test
    void after_a_restart_only_the_stuck_record_and_its_lane_are_processed_again() throws Exception {
        String topic = TestKafka.newTopic(1);
        runUntilOnlyTheStuckLaneIsLeft(topic);
        assertThat(committed(topic).offset()).isEqualTo(10);
        assertThat(committed(topic).metadata()).startsWith("hg1:");

        RecordingSink afterwards = new RecordingSink();
        try (Headgate second = recording(builder(topic), IDENTITY, afterwards).start()) {
            awaitCommitted(topic, 5_000);
            // The snapshot comes a moment later than the commit.
            await().until(() -> second.snapshot().counters().records().consumed() == 4_990
                    && second.snapshot().queue().records() == 0);
            assertThat(second.snapshot().counters().records().alreadyDone()).isEqualTo(4_890);
        }
        assertThat(afterwards.deliveries.keySet()).isEqualTo(values(10, 5_000, KEYS));
        assertThat(afterwards.duplicates()).isZero();
        assertThat(afterwards.offsetsByKey.get("0/key-10")).isSorted();
        assertThat(committed(topic).metadata()).isEmpty();
    }

    @Test
    void what_is_done_stays_done_over_several_restarts() {
        String topic = TestKafka.newTopic(1);
        runUntilOnlyTheStuckLaneIsLeft(topic);
        for (int restart = 0; restart < 2; restart++) {
            Headgate again = recording(builder(topic), stuckAtTen(), sink).start();
            await().until(() -> again.snapshot().counters().records().alreadyDone() > 0);
            again.close();
        }
        try (Headgate _ = recording(builder(topic), IDENTITY, sink).start()) {
            awaitCommitted(topic, 5_000);
        }
        assertThat(sink.distinct()).isEqualTo(5_000);
        assertThat(sink.duplicates()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"written by another program", "hg2:AAAA", "hg1:AAAAAAAAAAAA"})
    void foreign_metadata_makes_nothing_be_skipped(String metadata) throws Exception {
        String topic = TestKafka.newTopic(1);
        TestKafka.produce(topic, 100, 10);
        commit(topic, new OffsetAndMetadata(40, metadata));
        try (Headgate headgate = recording(builder(topic), IDENTITY, sink).start()) {
            awaitCommitted(topic, 100);
            assertThat(headgate.snapshot().counters().records().alreadyDone()).isZero();
        }
        assertThat(sink.deliveries.keySet()).isEqualTo(values(40, 100, 1));
    }

    @Test
    void offsets_that_were_reset_are_processed_from_there_though_the_map_was_left_in_place() throws Exception {
        String topic = TestKafka.newTopic(1);
        runUntilOnlyTheStuckLaneIsLeft(topic);
        commit(topic, new OffsetAndMetadata(9, committed(topic).metadata()));
        RecordingSink afterwards = new RecordingSink();
        try (Headgate _ = recording(builder(topic), IDENTITY, afterwards).start()) {
            awaitCommitted(topic, 5_000);
        }
        assertThat(afterwards.distinct()).isEqualTo(4_991);
    }

    @ParameterizedTest
    @CsvSource({"classic,range", "classic,cooperative", "consumer,"})
    void a_rebalance_to_another_process_hands_over_what_is_done(String protocol, String assignor) {
        String topic = TestKafka.newTopic(2);
        TestKafka.produce(topic, 4_000, KEYS);
        Map<String, String> kafka = "cooperative".equals(assignor)
                ? Map.of("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor")
                : Map.of("group.protocol", protocol);
        try (Headgate first =
                recording(builder(topic).kafka(kafka), stuckAtTen(), sink).start()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> first.snapshot().counters().records().acked() == sink.distinct() && isStuck(first));
            RecordingSink other = new RecordingSink();
            try (Headgate second =
                    recording(builder(topic).kafka(kafka), stuckAtTen(), other).start()) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> second.snapshot().counters().records().alreadyDone() > 0);
                gate.countDown();
                awaitCommitted(topic, 4_000);
            }
            Set<String> both = new HashSet<>(sink.deliveries.keySet());
            both.retainAll(other.deliveries.keySet());
            assertThat(both).as("processed by the one and again by the other").isEmpty();
            assertThat(sink.distinct() + other.distinct()).isEqualTo(4_000);
            assertThat(sink.duplicates() + other.duplicates()).isZero();
        }
    }

    /** All is polled, and nothing can go on but what waits for a record at offset 10. */
    private static boolean isStuck(Headgate headgate) {
        return headgate.snapshot().counters().records().consumed() == 4_000
                && headgate.snapshot().workers().active() == 2
                && headgate.snapshot().partitions().stream()
                        .allMatch(partition -> partition.oldest().stream().anyMatch(oldest -> oldest.offset() == 10));
    }

    @Test
    void a_map_that_does_not_fit_neither_fails_the_commit_nor_stops_consumption() throws Exception {
        String topic = TestKafka.newTopic(1);
        int count = 40_000;
        TestKafka.produce(topic, count, KEYS);
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        Headgate first = builder(topic)
                .ordering(Ordering.UNORDERED)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), IDENTITY)
                .sink((record, context) -> {
                    if (record.offset() * 0x9E3779B97F4A7C15L < 0) {
                        return new CompletableFuture<>();
                    }
                    acknowledged.add(TestKafka.text(record.value()));
                    return Ack.now();
                })
                .start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> first.snapshot().counters().records().consumed() == count
                        && first.snapshot().counters().records().acked() == acknowledged.size());
        first.close();
        assertThat(first.snapshot().counters().commits().failed()).isZero();
        assertThat(committed(topic).metadata().length()).isBetween(3_900, 4_000);

        try (Headgate second = recording(builder(topic), IDENTITY, sink).start()) {
            awaitCommitted(topic, count);
            assertThat(second.snapshot().counters().records().alreadyDone())
                    .isGreaterThan(5_000)
                    .isLessThan(acknowledged.size());
            assertThat(second.snapshot().counters().records().acked()
                            + second.snapshot().counters().records().alreadyDone())
                    .isEqualTo(second.snapshot().counters().records().consumed());
        }
        Set<String> all = new HashSet<>(acknowledged);
        all.addAll(sink.deliveries.keySet());
        assertThat(all).hasSize(count);
    }
}
