package dev.headgate.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.state.Outcome;
import dev.headgate.state.RecordFilter;
import dev.headgate.state.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EndedRecordsTest {
    private final EndedRecords endedRecords = new EndedRecords();

    private static ConsumerRecord<byte[], byte[]> record(
            String topic, int partition, long offset, String key, int size) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                0,
                TimestampType.CREATE_TIME,
                keyBytes.length,
                size,
                keyBytes,
                new byte[size],
                new RecordHeaders(),
                Optional.empty());
    }

    private void ended(String topic, int partition, long offset, String key, int size) {
        endedRecords.ended(record(topic, partition, offset, key, size), Outcome.Plain.ACKED, 1);
    }

    private static long count(Subscription subscription) throws InterruptedException {
        long count = 0;
        while (subscription.take(Duration.ZERO).isPresent()) {
            count++;
        }
        return count;
    }

    @Test
    void a_reader_sees_what_ends_from_now_on_in_its_order() throws Exception {
        ended("orders", 0, 0, "a", 10);
        try (Subscription subscription = endedRecords.subscribe(RecordFilter.ALL)) {
            ended("orders", 0, 1, "a", 10);
            ended("orders", 1, 7, "b", 10);
            assertThat(subscription.take(Duration.ZERO).orElseThrow().record().offset())
                    .isEqualTo(1);
            assertThat(subscription.take(Duration.ZERO).orElseThrow().record().offset())
                    .isEqualTo(7);
            assertThat(subscription.take(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void a_filter_admits_a_topic_a_partition_and_a_key() throws Exception {
        try (Subscription subscription = endedRecords.subscribe(
                new RecordFilter(Optional.of("orders"), OptionalInt.of(1), Optional.of("grün")))) {
            ended("orders", 1, 1, "grün", 10);
            ended("others", 1, 2, "grün", 10);
            ended("orders", 0, 3, "grün", 10);
            ended("orders", 1, 4, "rot", 10);
            assertThat(subscription.take(Duration.ZERO).orElseThrow().record().offset())
                    .isEqualTo(1);
            assertThat(subscription.take(Duration.ZERO)).isEmpty();
            assertThat(subscription.missed()).isZero();
        }
    }

    @Test
    void a_slow_reader_misses_records_beyond_its_bound_and_knows_how_many() throws Exception {
        try (Subscription subscription = endedRecords.subscribe(RecordFilter.ALL)) {
            for (int offset = 0; offset < RecordSubscription.MOST_RECORDS + 25; offset++) {
                ended("orders", 0, offset, "a", 10);
            }
            assertThat(subscription.missed()).isEqualTo(25);
            assertThat(count(subscription)).isEqualTo(RecordSubscription.MOST_RECORDS);
            ended("orders", 0, 5_000, "a", 10);
            assertThat(subscription.take(Duration.ZERO).orElseThrow().record().offset())
                    .isEqualTo(5_000);
        }
    }

    @Test
    void the_bytes_that_wait_for_a_reader_are_bounded_too_but_a_single_giant_gets_through() throws Exception {
        try (Subscription subscription = endedRecords.subscribe(RecordFilter.ALL)) {
            ended("orders", 0, 0, "a", 2 * RecordSubscription.MOST_BYTES);
            ended("orders", 0, 1, "a", 10);
            assertThat(subscription.missed()).isEqualTo(1);
            assertThat(count(subscription)).isEqualTo(1);
        }
    }

    @Test
    void a_closed_subscription_gets_no_more_and_nobody_watches_then() throws Exception {
        Subscription subscription = endedRecords.subscribe(RecordFilter.ALL);
        assertThat(endedRecords.isWatched()).isTrue();
        subscription.close();
        ended("orders", 0, 0, "a", 10);
        assertThat(subscription.take(Duration.ZERO)).isEmpty();
        assertThat(endedRecords.isWatched()).isFalse();
    }

    @Test
    void a_reader_that_waits_is_woken_by_the_next_record() throws Exception {
        try (Subscription subscription = endedRecords.subscribe(RecordFilter.ALL)) {
            Thread poll = Thread.ofVirtual().start(() -> ended("orders", 0, 3, "a", 10));
            assertThat(subscription
                            .take(Duration.ofSeconds(15))
                            .orElseThrow()
                            .record()
                            .offset())
                    .isEqualTo(3);
            poll.join();
        }
    }
}
