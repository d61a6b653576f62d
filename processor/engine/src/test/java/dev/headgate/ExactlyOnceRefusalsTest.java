package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.BatchContext;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.Output;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real output topic doesn't take, within transactions: it costs an abort, and neither the engine's life nor another record. */
@Tag("broker")
@Timeout(120)
class ExactlyOnceRefusalsTest {
    private final String input = TestKafka.newTopic(1);
    private final String small = TestKafka.newTopic(Map.of("max.message.bytes", "20000"));
    private final ExactlyOnceRun plain = new ExactlyOnceRun(TestKafka.bootstrapServers(), input, small);

    /** Whether the topic takes what is compressed is the broker's word alone. */
    private final ExactlyOnceRun run = new ExactlyOnceRun(TestKafka.bootstrapServers(), input, small)
            .withClient(Map.of("compression.type", "lz4"));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double aborted() {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("headgate.transaction")
                        && "aborted".equals(meter.getId().getTag("outcome")))
                .flatMap(meter -> {
                    List<Measurement> all = new ArrayList<>();
                    meter.measure().forEach(all::add);
                    return all.stream();
                })
                .mapToDouble(measurement -> measurement.getValue())
                .sum();
    }

    @Test
    void records_that_are_too_large_are_each_skipped_however_many_were_before() {
        int records = 200;
        Set<Integer> tooLarge = Set.of(3, 13, 14, 15, 77, 199);
        TestKafka.produce(input, records, 100);
        try (Headgate headgate = run.builder()
                .meterRegistry(registry)
                .workers(4)
                .onFailure(FailurePolicy.SKIP)
                .handler(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, context) -> {
                    int number = Integer.parseInt(TestKafka.text(record.value()));
                    return tooLarge.contains(number)
                            ? Output.of(record.key(), ballast(30_000))
                            : ExactlyOnceRun.functionOf(record);
                })
                .sink(run.sink())
                .start()) {
            run.awaitCommittedUpTo(run.ends(input));
            assertThat(aborted()).as("the topic refused them").isPositive();
            assertThat(headgate.snapshot().state().hasEnded()).isFalse();
        }
        Set<String> expected = IntStream.range(0, records)
                .filter(number -> !tooLarge.contains(number))
                .mapToObj(Integer::toString)
                .collect(Collectors.toSet());
        assertThat(run.values(small)).hasSize(expected.size());
    }

    @Test
    void a_result_of_a_whole_batch_that_is_too_large_costs_none_of_its_records() {
        int records = 20;
        TestKafka.produce(input, records, 100);
        try (Headgate _ = run.builder()
                .meterRegistry(registry)
                .onFailure(FailurePolicy.SKIP)
                .batchHandler(
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        BatchOptions.of(records).withLinger(Duration.ofMillis(500)),
                        ExactlyOnceRefusalsTest::together)
                .sink(run.sink())
                .start()) {
            run.awaitCommittedUpTo(run.ends(input));
            assertThat(aborted()).as("the topic refused it").isPositive();
        }
        List<String> found = run.values(small).stream()
                .flatMap(value ->
                        Arrays.stream(value.substring(0, value.indexOf('|')).split(",")))
                .toList();
        assertThat(found).doesNotHaveDuplicates().hasSize(records);
    }

    @Test
    void one_that_is_too_large_among_some_of_a_few_bytes_costs_not_even_an_abort() {
        int records = 60;
        TestKafka.produce(input, records, 7);
        try (Headgate _ = plain.builder()
                .meterRegistry(registry)
                .workers(4)
                .onFailure(FailurePolicy.SKIP)
                .handler(
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        (record, context) ->
                                Output.of(null, record.offset() % 6 == 5 ? ballast(30_000) : record.value()))
                .sink(plain.sink())
                .start()) {
            plain.awaitCommittedUpTo(plain.ends(input));
            assertThat(aborted()).isZero();
        }
        assertThat(plain.values(small)).doesNotHaveDuplicates().hasSize(records * 5 / 6);
    }

    /** Text that no codec makes much smaller. */
    private static byte[] ballast(int bytes) {
        byte[] any = new byte[bytes * 3 / 4];
        new Random(bytes).nextBytes(any);
        return Base64.getEncoder().encode(any);
    }

    /** Each record alone fits into the topic, and ten together don't. */
    private static BatchResult<Output> together(List<ConsumerRecord<byte[], byte[]>> batch, BatchContext context) {
        String numbers =
                batch.stream().map(record -> TestKafka.text(record.value())).collect(Collectors.joining(","));
        String ballast = TestKafka.text(ballast(3_000 * batch.size()));
        return BatchResult.whole(Output.of(new byte[0], TestKafka.bytes(numbers + "|" + ballast)));
    }
}
