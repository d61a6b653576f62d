package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.DownstreamUnavailableException;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.RetryPolicy;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.state.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets which deserializer, and what it means when one throws. */
@Timeout(60)
public class DecodersTest {
    private static final ByteArrayDeserializer KEYS = new ByteArrayDeserializer();
    private static final int RECORDS = 200;

    /** Keeps what it works on in a field, as parsers with buffers of their own do. */
    private static class Stateful implements Deserializer<String> {
        private byte[] present = new byte[0];
        private final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger mostInside = new AtomicInteger();
        final List<Map<String, ?>> configs = new CopyOnWriteArrayList<>();
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public void configure(Map<String, ?> given, boolean isKey) {
            assertThat(isKey).isFalse();
            configs.add(given);
        }

        @Override
        public String deserialize(String topic, byte[] data) {
            mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
            present = data;
            try {
                TimeUnit.MICROSECONDS.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            inside.decrementAndGet();
            return new String(present, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private static void thenAllValuesAreRight(PipelineFixture.Builder builder, List<String> wrong) {
        try (PipelineFixture bench = builder.start()) {
            bench.submit(RECORDS, RECORDS);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
        }
        assertThat(wrong).as("values that are those of other records").isEmpty();
    }

    private static PipelineFixture.Builder checking(Decoders<byte[], String> decoders, List<String> wrong) {
        return PipelineFixture.of(ThreadKind.VIRTUAL).decoding(8, decoders, (record, context) -> {
            if (!record.value().equals("value-" + record.offset())) {
                wrong.add(record.offset() + " got " + record.value());
            }
            return record;
        });
    }

    @Test
    void an_instance_that_may_hold_a_state_is_called_by_one_worker_at_a_time_and_closed_at_the_end() {
        Stateful shared = new Stateful();
        List<String> wrong = new CopyOnWriteArrayList<>();
        thenAllValuesAreRight(checking(Decoders.shared(KEYS, shared), wrong), wrong);
        assertThat(shared.mostInside).hasValue(1);
        assertThat(shared.configs).as("it is configured by its maker").isEmpty();
        assertThat(shared.closed).hasValue(1);
    }

    @Test
    void a_supplier_gives_each_worker_its_own_which_is_configured_and_closed_as_kafka_does() {
        List<Stateful> made = new CopyOnWriteArrayList<>();
        List<String> wrong = new CopyOnWriteArrayList<>();
        Decoders<byte[], String> decoders = Decoders.perWorker(ByteArrayDeserializer::new, () -> {
            made.add(new Stateful());
            return made.getLast();
        });
        decoders.open(Map.of("schema.registry.url", "http://registry"));
        assertThat(made).as("what is wrong with it shows at the start").hasSize(1);
        thenAllValuesAreRight(checking(decoders, wrong), wrong);
        assertThat(made).hasSizeBetween(2, 8).allSatisfy(each -> {
            assertThat(each.mostInside).hasValueLessThanOrEqualTo(1);
            assertThat(each.configs).singleElement().isEqualTo(Map.of("schema.registry.url", "http://registry"));
            assertThat(each.closed).hasValue(1);
        });
    }

    @Test
    void a_supplier_that_hands_out_one_instance_says_that_it_may_be_shared() {
        Stateful one = new Stateful();
        Decoders<byte[], String> decoders = Decoders.perWorker(ByteArrayDeserializer::new, () -> one);
        decoders.open(Map.of());
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .decoding(4, decoders, (record, context) -> record)
                .start()) {
            bench.submit(RECORDS, RECORDS);
            bench.awaitAll();
        }
        assertThat(one.mostInside).hasValueGreaterThan(1);
        assertThat(one.configs).hasSize(1);
        assertThat(one.closed).hasValue(1);
    }

    /** A lambda that captures nothing has no place for a state. */
    @Test
    void an_object_without_fields_is_called_by_all_workers_at_once() {
        AtomicInteger together = new AtomicInteger();
        CyclicBarrier both = barrier(together);
        Meeting.at = both;
        Deserializer<String> stateless = (topic, bytes) -> Meeting.await();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .decoding(2, Decoders.shared(KEYS, stateless), (record, context) -> record)
                .start()) {
            bench.submit(2, 2);
            bench.awaitAll();
        }
        assertThat(together).hasValue(1);
    }

    private static CyclicBarrier barrier(AtomicInteger together) {
        return new CyclicBarrier(2, together::incrementAndGet);
    }

    private static final class Meeting {
        private static volatile CyclicBarrier at = new CyclicBarrier(2);

        static String await() {
            try {
                at.await(20, TimeUnit.SECONDS);
                return "met";
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void a_subclass_of_kafkas_own_for_bytes_is_asked() {
        ByteArrayDeserializer decrypting = new ByteArrayDeserializer() {
            @Override
            public byte[] deserialize(String topic, byte[] data) {
                return "plain".getBytes(StandardCharsets.UTF_8);
            }
        };
        List<String> values = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .decoding(1, decrypting, (record, context) -> {
                    values.add(new String(record.value(), StandardCharsets.UTF_8));
                    return record;
                })
                .start()) {
            bench.submit("key");
            bench.awaitAll();
        }
        assertThat(values).containsExactly("plain");
    }

    @Test
    void a_deserializer_that_cannot_be_made_is_told_at_the_start() {
        Decoders<byte[], String> decoders = Decoders.perWorker(ByteArrayDeserializer::new, () -> {
            throw new IllegalStateException("no schema.registry.url");
        });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> decoders.open(Map.of()))
                .withMessageContainingAll("value deserializer", "no schema.registry.url");
    }

    /** The records of that worker are no worse than those of the others. */
    @Test
    void a_worker_that_cannot_get_its_deserializer_halts_and_gives_no_record_up() {
        AtomicInteger made = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(1);
        Decoders<byte[], String> decoders = Decoders.perWorker(ByteArrayDeserializer::new, () -> {
            if (made.incrementAndGet() > 1) {
                second.countDown();
                throw new IllegalStateException("only one licence");
            }
            return new Stateful();
        });
        decoders.open(Map.of());
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .onFailure(FailurePolicy.SKIP)
                .onUndecodable(FailurePolicy.SKIP)
                .decoding(2, decoders, (record, context) -> {
                    second.await(); // so that there is another worker
                    return record;
                })
                .start()) {
            bench.submit(2, 2);
            bench.awaitAll();
            assertThat(bench.outcomes()).contains(Outcome.Plain.ACKED).doesNotContain(Outcome.Plain.SKIPPED);
            assertThat(bench.outcomes())
                    .filteredOn(Outcome.Halted.class::isInstance)
                    .singleElement()
                    .satisfies(halted -> assertThat(((Outcome.Halted) halted).message())
                            .contains("value deserializer", "only one licence"));
        }
    }

    // ---- a schema registry that is away ----

    enum First {
        ONE_BY_ONE,
        ASYNCHRONOUS,
        BATCH;

        PipelineFixture.Builder add(PipelineFixture.Builder builder, Deserializer<String> values) {
            return switch (this) {
                case ONE_BY_ONE -> builder.decoding(2, values, (record, context) -> record);
                case ASYNCHRONOUS ->
                    builder.async(2, values, (record, context) -> CompletableFuture.completedStage(record));
                case BATCH ->
                    builder.batches(
                            2,
                            BatchOptions.of(4),
                            values,
                            (records, context) -> BatchResult.results(List.copyOf(records)));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_registry_that_is_away_opens_the_circuit_and_costs_no_record_an_attempt(First first) {
        List<RuntimeException> away = new CopyOnWriteArrayList<>(List.of(
                new SerializationException("Error retrieving Avro schema for id 7", new ConnectException("refused")),
                new SerializationException("Error deserializing Avro message", new SocketTimeoutException("read")),
                new org.apache.kafka.common.errors.TimeoutException("the registry was slow"),
                new IllegalStateException(
                        new DownstreamUnavailableException("said by a deserializer of one's own", Duration.ZERO))));
        AtomicInteger thrown = new AtomicInteger();
        AtomicBoolean back = new AtomicBoolean();
        Deserializer<String> values = (topic, bytes) -> {
            if (!back.get()) {
                throw away.get(thrown.getAndIncrement() % away.size());
            }
            return new String(bytes, StandardCharsets.UTF_8);
        };
        try (PipelineFixture bench = first.add(
                        PipelineFixture.of(ThreadKind.VIRTUAL)
                                .retry(1, Duration.ofMillis(2))
                                .onFailure(FailurePolicy.SKIP)
                                .onUndecodable(FailurePolicy.SKIP),
                        values)
                .start()) {
            bench.submit(20, 20);
            await().atMost(Duration.ofSeconds(20)).until(() -> thrown.get() > 2 * away.size());
            assertThat(bench.pipeline.isDownstreamUnavailable()).isTrue();
            assertThat(bench.completions.size()).as("records given up").isZero();
            back.set(true);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.ACKED);
            assertThat(bench.submitted).extracting(Job::attempt).containsOnly(1);
            assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(text -> assertThat(text).contains("its value of"));
        }
    }

    @Test
    void a_registry_that_is_away_does_not_make_poison_of_records() {
        a_registry_that_is_away_opens_the_circuit_and_costs_no_record_an_attempt(First.ONE_BY_ONE);
    }

    /** An I/O exception is what parsers throw over bytes that are not what they should be. */
    @Test
    void a_parser_that_comes_to_the_end_too_early_has_met_a_record_that_cannot_be_decoded() {
        Deserializer<String> values = (topic, bytes) -> {
            throw new SerializationException("can't parse", new IOException("unexpected end of input"));
        };
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .onUndecodable(FailurePolicy.SKIP)
                .decoding(1, values, (record, context) -> record)
                .start()) {
            bench.submit(3, 3);
            bench.awaitAll();
            assertThat(bench.outcomes()).containsOnly(Outcome.Plain.SKIPPED);
            assertThat(bench.pipeline.isDownstreamUnavailable()).isFalse();
        }
    }

    /** Nobody else would ever tell the circuit that the probe has ended, and the next one would be due in ten minutes. */
    @Test
    void a_batch_of_nothing_but_poison_that_was_the_probe_lets_another_record_probe() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Deserializer<String> values = (topic, bytes) -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (!text.equals("value-0")) {
                return text;
            }
            throw new SerializationException(
                    "can't parse",
                    seen.add(text) ? new DownstreamUnavailableException("refused", Duration.ofMillis(2)) : null);
        };
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(new RetryPolicy(1, Duration.ofMillis(2), 1, Duration.ofMinutes(10), 0))
                .onUndecodable(FailurePolicy.SKIP)
                .batches(
                        1,
                        BatchOptions.of(4),
                        values,
                        (records, context) -> BatchResult.results(new ArrayList<>(records)))
                .start()) {
            bench.submit("poison");
            bench.awaitAll();
            bench.submit("good");
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.SKIPPED, Outcome.Plain.ACKED);
            assertThat(bench.pipeline.stats().circuitOpened()).isEqualTo(1);
            assertThat(bench.pipeline.isDownstreamUnavailable()).isFalse();
        }
    }

    @Test
    void what_has_no_message_is_told_by_its_class() {
        Deserializer<String> deep = (topic, bytes) -> {
            throw new StackOverflowError();
        };
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .onUndecodable(FailurePolicy.SKIP)
                .decoding(1, deep, (record, context) -> record.value())
                .start()) {
            bench.submit("key");
            bench.awaitAll();
            assertThat(bench.pipeline.stats().lastError())
                    .hasValueSatisfying(line -> assertThat(line).endsWith(": StackOverflowError"));
        }
    }

    /** Kafka's clients take that for a property that isn't set. */
    @Test
    void a_client_property_may_be_null() {
        Map<String, Object> given = new HashMap<>();
        given.put("client.rack", null);
        given.put("schema.registry.url", "http://registry");
        AtomicReference<Map<String, ?>> configured = new AtomicReference<>(Map.of());
        Decoders<byte[], byte[]> decoders =
                Decoders.perWorker(ByteArrayDeserializer::new, () -> new ByteArrayDeserializer() {
                    @Override
                    public void configure(Map<String, ?> configs, boolean isKey) {
                        configured.set(configs);
                    }
                });
        decoders.open(given);
        decoders.close();
        assertThat(configured.get()).isEqualTo(given);
    }
}
