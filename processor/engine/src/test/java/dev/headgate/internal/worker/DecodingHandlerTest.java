package dev.headgate.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.api.Ack;
import dev.headgate.api.DeadLetter;
import dev.headgate.api.FailurePolicy;
import dev.headgate.api.RecordHandler;
import dev.headgate.api.ThreadKind;
import dev.headgate.internal.dispatch.Job;
import dev.headgate.internal.dispatch.Jobs;
import dev.headgate.state.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DecodingHandlerTest {
    private final Job context = Jobs.job(0);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <K, V, R> DecodingHandler<K, V, R> decoding(
            Deserializer<K> keys, Deserializer<V> values, RecordHandler<K, V, R> handler) {
        return new DecodingHandler<>(Decoders.shared(keys, values).newDecoder(), handler);
    }

    @Test
    void decodes_key_and_value_and_keeps_all_else() throws Exception {
        var handler = decoding(new StringDeserializer(), new StringDeserializer(), (record, _) -> record);
        RecordHeaders headers = new RecordHeaders();
        headers.add("trace", bytes("1"));
        var raw = new ConsumerRecord<>(
                "orders",
                3,
                42,
                1_000,
                TimestampType.CREATE_TIME,
                1,
                2,
                bytes("k"),
                bytes("vv"),
                headers,
                Optional.of(7));
        var decoded = handler.handle(raw, context);
        assertThat(decoded.key()).isEqualTo("k");
        assertThat(decoded.value()).isEqualTo("vv");
        assertThat(decoded)
                .usingRecursiveComparison()
                .ignoringFields("key", "value")
                .isEqualTo(raw);
    }

    @Test
    @SuppressWarnings("NullAway") // a record without a key, or a tombstone, is null in Kafka's API
    void a_missing_key_and_a_tombstone_stay_null_and_meet_no_deserializer() throws Exception {
        var handler = decoding(new LongDeserializer(), new LongDeserializer(), (record, _) -> record);
        var decoded = handler.handle(new ConsumerRecord<>("orders", 0, 0, null, null), context);
        assertThat(decoded.key()).isNull();
        assertThat(decoded.value()).isNull();
    }

    @Test
    void raw_records_are_handed_on_as_they_are() throws Exception {
        var handler = decoding(new ByteArrayDeserializer(), new ByteArrayDeserializer(), (record, _) -> record);
        ConsumerRecord<byte[], byte[]> raw = Jobs.record(0, "key");
        assertThat(handler.handle(raw, context)).isSameAs(raw);
    }

    @Test
    void says_which_part_could_not_be_decoded_and_by_what() {
        var byValue = decoding(new StringDeserializer(), new LongDeserializer(), (record, _) -> record);
        assertThatExceptionOfType(UndecodableRecordException.class)
                .isThrownBy(() -> byValue.handle(Jobs.record(0, "key"), context))
                .withMessageContainingAll("value", "7 bytes", "LongDeserializer");
        var byKey = decoding(new LongDeserializer(), new StringDeserializer(), (record, _) -> record);
        assertThatExceptionOfType(UndecodableRecordException.class)
                .isThrownBy(() -> byKey.handle(Jobs.record(0, "key"), context))
                .withMessageContainingAll("key", "3 bytes");
    }

    @Test
    void an_undecodable_record_is_dead_lettered_with_its_raw_bytes_and_without_an_attempt() {
        List<DeadLetter> letters = new CopyOnWriteArrayList<>();
        AtomicInteger handled = new AtomicInteger();
        var handler = decoding(new StringDeserializer(), new LongDeserializer(), (record, _) -> {
            handled.incrementAndGet();
            return record;
        });
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .retry(5, Duration.ofMinutes(10))
                .onUndecodable(FailurePolicy.DEAD_LETTER)
                .deadLetters((letter, _) -> {
                    letters.add(letter);
                    return Ack.now();
                })
                .handler(1, handler::handle)
                .start()) {
            bench.submit("key");
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.DEAD_LETTERED);
            assertThat(bench.pipeline.stats().retries()).isZero();
        }
        assertThat(handled).hasValue(0);
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isZero();
            assertThat(letter.reason()).isInstanceOf(UndecodableRecordException.class);
            assertThat(letter.record().key()).isEqualTo(bytes("key"));
            assertThat(letter.record().value()).isEqualTo(bytes("value-0"));
        });
    }

    /** The two policies are different ones: this record may be skipped while others halt. */
    @Test
    void an_undecodable_record_goes_by_its_own_policy() {
        var handler = decoding(new StringDeserializer(), new LongDeserializer(), (record, _) -> record);
        try (PipelineFixture bench = PipelineFixture.of(ThreadKind.VIRTUAL)
                .onFailure(FailurePolicy.HALT)
                .onUndecodable(FailurePolicy.SKIP)
                .handler(1, handler::handle)
                .start()) {
            bench.submit("key");
            bench.awaitAll();
            assertThat(bench.outcomes()).containsExactly(Outcome.Plain.SKIPPED);
        }
    }
}
