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

    private void thenRefused(int bytes) {
        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> limit.requireFit(ofValue(bytes)))
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
            assertThat(TopicLimit.bytesAlone(each))
                    .isEqualTo(MemoryRecords.withRecords(Compression.NONE, same).sizeInBytes());
        }
    }

    @Test
    void what_is_small_asks_nobody() throws Exception {
        limit.requireFit(ofValue(1_000));
        limit.requireFit(record(null, null));
        assertThat(answers).isEmpty();
    }

    @Test
    void what_fits_once_is_known_to_fit() throws Exception {
        answers.add(10_000);
        limit.requireFit(ofValue(9_000));
        now += TimeUnit.HOURS.toNanos(1);
        limit.requireFit(ofValue(9_900));
        assertThat(answers).isEmpty();
    }

    @Test
    void a_limit_that_was_raised_holds_some_seconds_later() throws Exception {
        answers.addAll(List.of(10_000, 20_000));
        thenRefused(15_000);
        now += TimeUnit.SECONDS.toNanos(4);
        thenRefused(15_000);
        now += TimeUnit.SECONDS.toNanos(1);
        limit.requireFit(ofValue(15_000));
        thenRefused(25_000);
    }

    @Test
    void where_nobody_tells_the_limit_the_broker_is_left_to_judge() throws Exception {
        answers.add(Integer.MAX_VALUE);
        limit.requireFit(ofValue(15_000_000));
        assertThat(answers).isEmpty();
    }

    @Test
    void what_was_told_last_holds_where_nobody_tells_any_more() {
        answers.addAll(List.of(10_000, Integer.MAX_VALUE));
        thenRefused(15_000);
        now += TimeUnit.SECONDS.toNanos(5);
        thenRefused(15_000);
        assertThat(answers).isEmpty();
    }
}
