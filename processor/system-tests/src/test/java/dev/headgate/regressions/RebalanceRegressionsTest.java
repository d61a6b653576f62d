package dev.headgate.regressions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.Headgate;
import dev.headgate.TestKafka;
import dev.headgate.api.Ack;
import dev.headgate.api.InitialOffset;
import dev.headgate.api.RecordContext;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.Sink;
import dev.headgate.state.EngineState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Partitions that go away with work under way, that come back, and that are new. */
@Tag("broker")
@Timeout(120)
class RebalanceRegressionsTest {
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch hanging = new CountDownLatch(2);
    private final Set<String> hung = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Ack> late = new CompletableFuture<>();

    /**
     * The record at offset 5 of each partition hangs the first time, in whichever member, until the gate opens. It is deaf to the
     * interrupt that comes with the loss of its partition.
     */
    private RecordHandler<byte[], byte[], ConsumerRecord<byte[], byte[]>> hangsOnce() {
        return (record, context) -> {
            if (record.offset() == 5 && hung.add(record.topic() + record.partition())) {
                hanging.countDown();
                awaitGate();
            }
            return record;
        };
    }

    /** The sink has a bound of its own, so that the engine waits for its word, and takes one record of each partition long. */
    private Sink<ConsumerRecord<byte[], byte[]>> acknowledgesOnceLate() {
        return new Sink<>() {
            @Override
            public CompletionStage<Ack> deliver(ConsumerRecord<byte[], byte[]> record, RecordContext context) {
                if (record.offset() == 5 && hung.add(record.topic() + record.partition())) {
                    hanging.countDown();
                    return late;
                }
                return Ack.now();
            }

            @Override
            public boolean boundsDelivery() {
                return true;
            }
        };
    }

    private void awaitGate() {
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                // goes on, as much user code does
            }
        }
    }

    /**
     * parallel-consumer #909 and #875: after a rebalance a fresh record found an entry of the old epoch with its offset, or in
     * its shard, and was dropped, or waited for what nobody would finish. The old one hangs here until all is committed.
     */
    @Test
    void a_fresh_record_is_not_dropped_onto_an_entry_of_an_old_epoch() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 200, 4);
        try (Headgate headgate = scene.start(hangsOnce())) {
            hanging.await();
            scene.visit(1);
            scene.untilCommitted(200);
            assertThat(scene.sink.distinct()).isEqualTo(200);
            assertThat(gate.getCount()).as("the old ones still hang").isEqualTo(1);
            gate.countDown();
            RegressionTopic.until(
                    "all credits are back", () -> headgate.snapshot().queue().records() == 0);
            assertThat(headgate.snapshot().state()).isEqualTo(EngineState.RUNNING);
            assertThat(TestKafka.committedTotal(scene.topic)).isEqualTo(200);
        }
    }

    /**
     * redpanda-connect #4477: work of a partition that had been revoked ended late and was committed over what the new owner
     * had committed. The two that hang end when the other member has finished everything.
     */
    @Test
    void a_zombie_commits_nothing_after_the_revoke() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 200, 200);
        try (Headgate first = scene.start(RegressionTopic.IDENTITY, acknowledgesOnceLate())) {
            hanging.await();
            try (Headgate second = scene.start(RegressionTopic.IDENTITY)) {
                RegressionTopic.until(
                        "each has one",
                        () -> first.snapshot().partitions().size() == 1
                                && second.snapshot().partitions().size() == 1);
                scene.untilCommitted(200);
                TestKafka.produce(scene.topic, 200, 200);
                scene.untilCommitted(400);
                late.complete(Ack.DELIVERED);
                RegressionTopic.until(
                        "the late ones have ended",
                        () -> first.snapshot().queue().records() == 0);
                TestKafka.produce(scene.topic, 20, 20);
                scene.untilCommitted(420);
                assertThat(first.snapshot().state()).isEqualTo(EngineState.RUNNING);
                for (Map.Entry<TopicPartition, Long> committed :
                        TestKafka.committed(scene.topic).entrySet()) {
                    assertThat(committed.getValue()).isEqualTo(scene.end(committed.getKey()));
                }
            }
        }
    }

    /** parallel-consumer #843: one record was handed to two workers at once, when retries met a rebalance. */
    @Test
    void a_record_is_not_handed_to_two_workers() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 3_000, 60);
        Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
        Set<String> twice = ConcurrentHashMap.newKeySet();
        AtomicInteger failures = new AtomicInteger();
        try (Headgate headgate = scene.start((record, context) -> {
            String id = record.partition() + "@" + record.offset();
            AtomicInteger workers = underWay.computeIfAbsent(id, _ -> new AtomicInteger());
            if (workers.incrementAndGet() > 1) {
                twice.add(id);
            }
            Thread.sleep(1);
            workers.decrementAndGet();
            if ((record.offset() * 31 + context.attempt()) % 3 == 0) {
                failures.incrementAndGet();
                throw new IllegalStateException("flaky");
            }
            return record;
        })) {
            RegressionTopic.until("at work", () -> scene.sink.distinct() > 300);
            scene.visit(1);
            scene.untilCommitted(3_000);
            assertThat(headgate.snapshot().counters().partitions().rebalances()).isGreaterThan(1);
        }
        assertThat(failures).hasPositiveValue();
        assertThat(twice).isEmpty();
        assertThat(scene.sink.distinct()).isEqualTo(3_000);
    }

    /**
     * KAFKA-20539: a group that begins at the latest offset skips what is written to a new partition before it has found it.
     * The records are there here before the member looks for partitions again.
     */
    @Test
    void the_first_records_of_an_added_partition_are_not_skipped_with_latest() throws Exception {
        RegressionTopic scene = new RegressionTopic(1);
        TestKafka.produce(scene.topic, 50, 5);
        try (Headgate headgate = scene.ready(
                                scene.builder().initialOffset(InitialOffset.LATEST), RegressionTopic.IDENTITY)
                        .start();
                Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("metadata.max.age.ms", "100"))) {
            scene.untilCommitted(50);
            assertThat(scene.sink.distinct()).as("it begins at the latest").isZero();
            try (Admin admin = TestKafka.admin()) {
                admin.createPartitions(Map.of(scene.topic, NewPartitions.increaseTo(3)))
                        .all()
                        .get();
            }
            RegressionTopic.until(
                    "the producer knows",
                    () -> producer.partitionsFor(scene.topic).size() == 3);
            for (int i = 0; i < 60; i++) {
                producer.send(new ProducerRecord<>(scene.topic, i % 3, TestKafka.bytes("k"), TestKafka.bytes("v" + i)))
                        .get();
            }
            scene.untilCommitted(110);
            assertThat(headgate.snapshot().partitions()).hasSize(3);
        }
        scene.thenEachOnce(60);
    }

    /** The same silent jump over a restart: a partition in which nothing had come yet began at a later end. */
    @Test
    void the_place_where_latest_was_is_not_forgotten_when_nothing_came() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 40, 40);
        Headgate first = scene.ready(scene.builder().initialOffset(InitialOffset.LATEST), RegressionTopic.IDENTITY)
                .start();
        try (first) {
            scene.untilCommitted(40);
        }
        for (int i = 0; i < 10; i++) {
            TestKafka.produce(scene.topic, 1, 1);
        }
        try (Headgate _ = scene.ready(scene.builder().initialOffset(InitialOffset.LATEST), RegressionTopic.IDENTITY)
                .start()) {
            scene.untilCommitted(50);
        }
        assertThat(scene.sink.offsetsByKey.values().stream()
                        .mapToInt(List::size)
                        .sum())
                .isEqualTo(10);
    }

    /**
     * Polling stopped while a member drained, so the group waited for it and nobody worked. A guest gets its share here while
     * the leaving member still drains.
     */
    @Test
    void polling_does_not_stop_while_a_member_drains() throws Exception {
        RegressionTopic scene = new RegressionTopic(2);
        TestKafka.produce(scene.topic, 100, 100);
        Headgate headgate = scene.ready(
                        scene.builder().drainTimeout(Duration.ofSeconds(60)).revokeTimeout(Duration.ofMillis(100)),
                        hangsOnce())
                .start();
        try (headgate) {
            hanging.await();
            headgate.shutdown();
            RegressionTopic.until("draining", () -> headgate.snapshot().state() == EngineState.DRAINING);
            try {
                scene.visit(1);
                assertThat(headgate.snapshot().state()).isEqualTo(EngineState.DRAINING);
            } finally {
                gate.countDown();
            }
        }
    }
}
