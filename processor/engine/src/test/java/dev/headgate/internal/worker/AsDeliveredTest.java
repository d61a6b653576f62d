package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.api.Ack;
import dev.headgate.api.BatchOptions;
import dev.headgate.api.BatchResult;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.StageOptions;
import dev.headgate.api.ThreadKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each attempt and the dead letter see the record as Kafka delivered it (spring-kafka #794, #2241). */
@Timeout(60)
public class AsDeliveredTest {
    private static final String TYPE = "__TypeId__";
    private static final List<String> DELIVERED = List.of("a=1", TYPE + "=Order", "a=2");

    private final List<List<String>> seen = new CopyOnWriteArrayList<>();
    private final List<DeadLetter> letters = new CopyOnWriteArrayList<>();

    private static List<String> texts(Headers headers) {
        return Arrays.stream(headers.toArray())
                .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Headers delivered() {
        return new RecordHeaders()
                .add("a", bytes("1"))
                .add(TYPE, bytes("Order"))
                .add("a", bytes("2"));
    }

    /** As Spring's JsonDeserializer does it. */
    private final class Removing implements Deserializer<String> {
        @Override
        public String deserialize(String topic, byte[] data) {
            throw new AssertionError("it needs the headers");
        }

        @Override
        public String deserialize(String topic, Headers headers, byte[] data) {
            seen.add(texts(headers));
            if (headers.lastHeader(TYPE) == null) {
                throw new SerializationException("no header says which type this is");
            }
            headers.remove(TYPE);
            return new String(data, StandardCharsets.UTF_8);
        }
    }

    enum First {
        ONE_BY_ONE,
        ASYNCHRONOUS,
        BATCH;

        PipelineFixture.Builder add(PipelineFixture.Builder builder, Deserializer<?> values) {
            return switch (this) {
                case ONE_BY_ONE -> builder.decoding(1, values, (record, context) -> fail(record.headers()));
                case ASYNCHRONOUS ->
                    builder.async(
                            1, values, (record, context) -> CompletableFuture.failedStage(failure(record.headers())));
                case BATCH ->
                    builder.batches(1, BatchOptions.of(1), values, (records, context) -> {
                        throw failure(records.getFirst().headers());
                    });
            };
        }

        private static Object fail(Headers headers) {
            throw failure(headers);
        }

        private static RuntimeException failure(Headers headers) {
            headers.add("left-by-the-handler", bytes("x"));
            return new IllegalStateException("tried in vain");
        }
    }

    private PipelineFixture.Builder deadLettering() {
        return PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(3, Duration.ofMillis(1))
                .onFailure(FailurePolicy.DEAD_LETTER)
                .deadLetters((letter, context) -> {
                    letters.add(letter);
                    return Ack.now();
                });
    }

    @ParameterizedTest
    @EnumSource
    void a_deserializer_that_removes_a_header_finds_it_again_at_each_attempt_and_so_does_the_dead_letter(First first) {
        try (PipelineFixture bench = first.add(deadLettering(), new Removing()).start()) {
            bench.submit("key", delivered());
            bench.awaitAll();
        }
        assertThat(seen).hasSize(3).containsOnly(DELIVERED);
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(texts(letter.record().headers())).isEqualTo(DELIVERED);
            assertThat(letter.record().value()).isEqualTo(bytes("value-0"));
        });
    }

    @Test
    void a_dead_letter_that_is_sent_again_has_the_headers_that_kafka_delivered() {
        PipelineFixture.Builder builder = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(1, Duration.ofMillis(1))
                .onFailure(FailurePolicy.DEAD_LETTER)
                .deadLetters((letter, context) -> {
                    seen.add(texts(letter.record().headers()));
                    letter.record().headers().add("left-by-the-sink", bytes("x"));
                    return seen.size() < 3 ? CompletableFuture.failedStage(new IllegalStateException()) : Ack.now();
                });
        try (PipelineFixture bench =
                First.ONE_BY_ONE.add(builder, new StringDeserializer()).start()) {
            bench.submit("key", delivered());
            bench.awaitAll();
        }
        assertThat(seen).hasSize(3).containsOnly(DELIVERED);
    }

    @Test
    void each_attempt_finds_the_headers_that_kafka_delivered() {
        a_deserializer_that_removes_a_header_finds_it_again_at_each_attempt_and_so_does_the_dead_letter(
                First.ONE_BY_ONE);
    }

    /** Such a record costs nothing at its first attempt; what a handler adds there must not outlast it all the same. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_record_without_headers_has_none_at_the_next_attempt_either(boolean raw) {
        Deserializer<?> values = raw ? new ByteArrayDeserializer() : (topic, bytes) -> "text";
        try (PipelineFixture bench = deadLettering()
                .decoding(1, values, (record, context) -> {
                    seen.add(texts(record.headers()));
                    record.headers().add("left-by-the-handler", bytes("x"));
                    throw new IllegalStateException("tried in vain");
                })
                .start()) {
            bench.submit("key");
            bench.awaitAll();
        }
        assertThat(seen).hasSize(3).containsOnly(List.of());
        assertThat(letters)
                .singleElement()
                .satisfies(
                        letter -> assertThat(texts(letter.record().headers())).isEmpty());
    }

    @Test
    void what_a_stage_does_to_the_headers_of_its_context_stays_there() {
        try (PipelineFixture bench = deadLettering()
                .handler(1, (record, context) -> {
                    record.headers().remove(TYPE);
                    return record;
                })
                .stage(StageOptions.workers(1), (input, context) -> {
                    seen.add(texts(context.headers()));
                    context.headers().add("left-by-the-stage", bytes("x"));
                    return input;
                })
                .sink((result, context) -> {
                    seen.add(texts(context.headers()));
                    throw new IllegalStateException("tried in vain");
                })
                .start()) {
            bench.submit("key", delivered());
            bench.awaitAll();
        }
        assertThat(seen).hasSize(4).containsOnly(DELIVERED);
        assertThat(letters)
                .singleElement()
                .satisfies(
                        letter -> assertThat(texts(letter.record().headers())).isEqualTo(DELIVERED));
    }

    /** A result that takes the context's headers with it may add its own to them. */
    @Test
    void the_headers_of_a_context_are_the_callers_to_change() {
        List<List<String>> handedOn = new CopyOnWriteArrayList<>();
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .handler(1, (record, context) -> context.headers().add("mine", bytes("x")))
                .sink((result, context) -> {
                    handedOn.add(texts((Headers) result));
                    return Ack.now();
                })
                .start()) {
            bench.submit("key", delivered());
            bench.awaitAll();
        }
        assertThat(handedOn).singleElement().isEqualTo(List.of("a=1", TYPE + "=Order", "a=2", "mine=x"));
    }

    @Test
    void a_batch_that_is_handled_anew_sees_its_records_as_they_were_delivered() {
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(2, Duration.ofMillis(1))
                .batches(1, BatchOptions.of(2).withLinger(Duration.ofMillis(100)), (records, context) -> {
                    records.forEach(record -> seen.add(texts(record.headers())));
                    records.forEach(record -> record.headers().remove("a"));
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("once");
                    }
                    return BatchResult.whole("done");
                })
                .start()) {
            bench.submit("one", delivered());
            bench.submit("two", delivered());
            bench.awaitAll();
        }
        assertThat(seen).hasSize(4).containsOnly(DELIVERED);
    }
}
