package dev.headgate.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.api.RejectedRecordException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicLimitTest {
    private final Queue<Integer> answers = new ArrayDeque<>();
    private long now;
    private final TopicLimit limit = new TopicLimit(answers::remove, () -> now);

    private static ProducerRecord<byte[], byte[]> record(
            byte @Nullable [] key, byte @Nullable [] value, Header... headers) {
        return new ProducerRecord<>("out", null, 1L, key, value, Arrays.asList(headers));
    }

    private static ProducerRecord<byte[], byte[]> ofValue(int bytes) {
        return record(null, new byte[bytes]);
    }

    private void requireFit(ProducerRecord<byte[], byte[]> outgoing) throws Exception {
        limit.requireFit(outgoing, RecordSize.atMost(outgoing));
    }

    private void thenRefused(int bytes) {
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> requireFit(ofValue(bytes)))
                .withMessageStartingWith("topic 'out' can't take the record: it has ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 52, 53, 60, 63, 64, 120, 8_180, 8_191, 8_192, 1_048_560, 1_048_576})
    void a_record_is_reckoned_as_large_as_kafka_makes_it(int bytes) {
        List<ProducerRecord<byte[], byte[]>> records = List.of(
                ofValue(bytes),
                record(new byte[bytes], null),
                record(new byte[bytes], new byte[7], new RecordHeader("größe", new byte[bytes])),
                record(null, new byte[bytes], new RecordHeader("none", (byte[]) null)));
        for (ProducerRecord<byte[], byte[]> each : records) {
            SimpleRecord same = new SimpleRecord(
                    1L, each.key(), each.value(), each.headers().toArray());
            assertThat(RecordSize.alone(each))
                    .isEqualTo(MemoryRecords.withRecords(Compression.NONE, same).sizeInBytes())
                    .isLessThanOrEqualTo(RecordSize.atMost(each));
        }
    }

    @Test
    void what_is_small_asks_nobody() throws Exception {
        requireFit(ofValue(15_000));
        requireFit(record(null, null));
        assertThat(answers).isEmpty();
    }

    @Test
    void what_fits_is_not_asked_for_again_within_a_minute() throws Exception {
        answers.add(100_000);
        requireFit(ofValue(90_000));
        now += TimeUnit.SECONDS.toNanos(59);
        requireFit(ofValue(99_900));
        assertThat(answers).isEmpty();
    }

    @Test
    void a_limit_that_was_raised_holds_some_seconds_later() throws Exception {
        answers.addAll(List.of(100_000, 200_000));
        thenRefused(150_000);
        now += TimeUnit.SECONDS.toNanos(4);
        thenRefused(150_000);
        now += TimeUnit.SECONDS.toNanos(1);
        requireFit(ofValue(150_000));
        thenRefused(250_000);
    }

    @Test
    void a_limit_that_was_lowered_holds_a_minute_later() throws Exception {
        answers.addAll(List.of(1_000_000, 40_000));
        requireFit(ofValue(600_000));
        now += TimeUnit.MINUTES.toNanos(1);
        thenRefused(600_000);
        thenRefused(50_000);
        requireFit(ofValue(30_000));
    }

    @Test
    void a_record_below_a_batch_of_the_default_size_is_measured_where_its_topic_takes_less() throws Exception {
        answers.addAll(List.of(10_000));
        thenRefused(20_000);
        thenRefused(12_000);
        requireFit(ofValue(9_900));
    }

    @Test
    void headers_count_as_much_as_the_value() {
        answers.add(100_000);
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> requireFit(record(null, new byte[10], new RecordHeader("trail", new byte[100_000]))));
    }

    @Test
    void where_nobody_tells_the_limit_the_broker_is_left_to_judge() throws Exception {
        answers.add(Integer.MAX_VALUE);
        requireFit(ofValue(15_000_000));
        requireFit(ofValue(15_000_000));
        assertThat(answers).isEmpty();
    }

    @Test
    void where_nobody_could_tell_the_limit_it_is_asked_for_again_a_minute_later() throws Exception {
        answers.addAll(List.of(Integer.MAX_VALUE, 100_000));
        requireFit(ofValue(150_000));
        now += TimeUnit.MINUTES.toNanos(1);
        thenRefused(150_000);
    }

    @Test
    void what_was_told_last_holds_where_nobody_tells_any_more() {
        answers.addAll(List.of(100_000, Integer.MAX_VALUE));
        thenRefused(150_000);
        now += TimeUnit.SECONDS.toNanos(5);
        thenRefused(150_000);
        assertThat(answers).isEmpty();
    }
}
