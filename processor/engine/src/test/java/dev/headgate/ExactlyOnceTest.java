package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.Ack;
import dev.headgate.api.BatchContext;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.ExactlyOnceSink;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Output;
import dev.headgate.api.RecordHandler;
import dev.headgate.state.EngineState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant I13 on a real broker: what a reader of committed records finds is the function of the input. */
@Tag("broker")
@Timeout(180)
class ExactlyOnceTest {
    private final String input = TestKafka.newTopic(4);
    private final String output = TestKafka.newTopic(3);
    private final ExactlyOnceRun run = new ExactlyOnceRun(TestKafka.bootstrapServers(), input, output);
    private final AtomicInteger failures = new AtomicInteger();

    /** Takes a different time for each record, and fails now and then at the first attempt. */
    private RecordHandler<byte[], byte[], Output> erratic() {
        return (record, context) -> {
            Random random = new Random(record.offset() * 31 + record.partition());
            if (random.nextInt(20) == 0 && context.attempt() == 1) {
                failures.incrementAndGet();
                throw new IllegalStateException("planned");
            }
            Thread.sleep(random.nextInt(8));
            return ExactlyOnceRun.functionOf(record);
        };
    }

    @Test
    void out_of_order_ends_and_retries_over_several_cut_runs_leave_each_output_once() {
        int records = 8_000;
        TestKafka.produce(input, records, 100);
        long alreadyDone = 0;
        for (int cut = 1; cut <= 3; cut++) {
            // Slow enough that no run finds the end of the input, also where the test is kept waiting
            Headgate headgate = run.start(
                    builder -> builder.drainTimeout(Duration.ZERO)
                            .revokeTimeout(Duration.ZERO)
                            .handlerRate(1_500),
                    erratic());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> headgate.snapshot().counters().records().acked() > 1_000);
            headgate.close();
            assertThat(headgate.snapshot().state()).isEqualTo(EngineState.CUT);
            alreadyDone += headgate.snapshot().counters().records().alreadyDone();
        }
        try (Headgate last = run.start(builder -> builder, erratic())) {
            run.awaitCommittedUpTo(run.ends(input));
            alreadyDone += last.snapshot().counters().records().alreadyDone();
        }
        assertThat(failures).as("attempts that failed").hasPositiveValue();
        assertThat(alreadyDone).as("records done beyond the commit, by its map").isPositive();
        run.thenTheOutputIsTheFunctionOfTheInput(records);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eager", "cooperative", "consumer"})
    void members_come_and_go_under_load(String protocol) throws Exception {
        int perRound = 3_000;
        run.withClient(clientOf(protocol));
        TestKafka.produce(input, perRound, 100);
        try (Headgate first = run.start(builder -> builder.handlerRate(500), erratic())) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> first.snapshot().counters().records().acked() > 100);
            for (int round = 0; round < 2; round++) {
                TestKafka.produce(input, perRound, 100);
                Headgate guest = run.start(builder -> builder.drainTimeout(Duration.ZERO), erratic());
                await().atMost(Duration.ofSeconds(40))
                        .until(() -> guest.snapshot().counters().records().acked() > 100);
                guest.close();
            }
            assertThat(first.snapshot().counters().partitions().rebalances()).isGreaterThan(2);
        }
        try (Headgate _ = run.start(builder -> builder, erratic())) {
            run.awaitCommittedUpTo(run.ends(input));
        }
        run.thenTheOutputIsTheFunctionOfTheInput(3 * perRound);
    }

    private static Map<String, Object> clientOf(String protocol) {
        if (protocol.equals("consumer")) {
            return Map.of("group.protocol", "consumer");
        }
        String assignor = protocol.equals("eager") ? "RangeAssignor" : "CooperativeStickyAssignor";
        return Map.of(
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer." + assignor,
                "heartbeat.interval.ms",
                300);
    }

    @Test
    void a_record_the_output_topic_refuses_aborts_its_transaction_and_becomes_a_dead_letter_once() {
        int records = 3_000;
        String small = TestKafka.newTopic(Map.of("max.message.bytes", "20000"));
        String dead = TestKafka.newTopic(1);
        // Of what the producer compresses, the broker alone says that it is too large.
        ExactlyOnceRun toSmall = new ExactlyOnceRun(TestKafka.bootstrapServers(), input, small)
                .withClient(Map.of("compression.type", "lz4"));
        byte[] incompressible = new byte[100_000];
        new Random(1).nextBytes(incompressible);
        TestKafka.produce(input, records, 100);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Headgate _ = toSmall.builder()
                .meterRegistry(registry)
                .onFailure(FailurePolicy.DEAD_LETTER)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, context) -> {
                    boolean tooLarge = TestKafka.text(record.value()).equals("1500");
                    return tooLarge ? Output.of(record.key(), incompressible) : ExactlyOnceRun.functionOf(record);
                })
                .sink(toSmall.sink(dead))
                .start()) {
            toSmall.awaitCommittedUpTo(toSmall.ends(input));
            assertThat(registry.getMeters())
                    .filteredOn(meter -> meter.getId().getName().startsWith("headgate.transaction")
                            && "aborted".equals(meter.getId().getTag("outcome")))
                    .isNotEmpty();
        }
        assertThat(toSmall.values(dead)).containsExactly("1500");
        assertThat(toSmall.values(small)).hasSize(records - 1).doesNotHaveDuplicates();
        assertThat(toSmall.read(small, "read_uncommitted").size())
                .as("what was aborted is still in the log: the abort happened")
                .isGreaterThan(records - 1);
    }

    @Test
    void records_of_aborted_transactions_are_no_input() {
        try (Producer<byte[], byte[]> producer = TestKafka.producer(Map.of("transactional.id", "input-" + input))) {
            producer.initTransactions();
            for (int i = 0; i < 600; i++) {
                producer.beginTransaction();
                String value = (i % 3 == 0 ? "aborted-" : "committed-") + i;
                var _ = producer.send(new ProducerRecord<>(input, TestKafka.bytes("k" + i), TestKafka.bytes(value)));
                producer.flush();
                if (i % 3 == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }
        assertThat(run.read(input, "read_uncommitted"))
                .as("aborted records are there")
                .hasSize(600);
        try (Headgate _ = run.start(builder -> builder, erratic())) {
            run.awaitCommittedUpTo(run.ends(input));
        }
        run.thenTheOutputIsTheFunctionOfTheInput(400);
    }

    @Test
    void batches_leave_each_output_once_though_some_fail_and_the_run_is_cut() {
        int records = 4_000;
        TestKafka.produce(input, records, 100);
        try (Headgate cut = batches(builder -> builder.drainTimeout(Duration.ZERO))) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> cut.snapshot().counters().records().acked() > 1_000);
        }
        try (Headgate _ = batches(builder -> builder)) {
            run.awaitCommittedUpTo(run.ends(input));
        }
        assertThat(failures).as("batches that failed").hasPositiveValue();
        run.thenTheOutputIsTheFunctionOfTheInput(records);
    }

    private Headgate batches(UnaryOperator<HeadgateBuilder> settings) {
        return settings.apply(run.builder())
                .batchHandler(
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        BatchOptions.of(50).withLinger(Duration.ofMillis(20)),
                        (List<ConsumerRecord<byte[], byte[]>> batch, BatchContext context) -> {
                            if (batch.getFirst().offset() % 5 == 0 && context.attempt() == 1) {
                                failures.incrementAndGet();
                                throw new IllegalStateException("planned");
                            }
                            Thread.sleep(10);
                            return BatchResult.results(batch.stream()
                                    .map(ExactlyOnceRun::functionOf)
                                    .toList());
                        })
                .sink(run.sink())
                .start();
    }

    @Test
    void what_does_not_go_with_the_guarantee_is_refused_in_one_line() {
        try (ExactlyOnceSink<Output> sink = run.sink()) {
            assertThatThrownBy(() -> run.builder()
                            .deadLetters((letter, context) -> Ack.now())
                            .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), erratic())
                            .sink(sink))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("exactlyOnce().deadLetters(topic)");
        }
        assertThatThrownBy(() -> run.builder()
                        .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), erratic())
                        .sink((ExactlyOnceSink<Output>) () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is made by KafkaSink.to(topic).exactlyOnce()");
        assertThatThrownBy(() -> run.start(builder -> builder.partitionWindow(65_536), erratic()))
                .hasMessageContaining("partitionWindow");
        assertThatThrownBy(() ->
                        run.start(builder -> builder.kafka(Map.of("isolation.level", "read_uncommitted")), erratic()))
                .hasMessageContaining("isolation.level");
    }
}
