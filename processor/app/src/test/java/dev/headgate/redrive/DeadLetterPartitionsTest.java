package dev.headgate.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DeadLetterPartitionsTest {
    private static final TopicPartition DEAD = new TopicPartition("dead", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    private void letter(long offset) {
        consumer.addRecord(new ConsumerRecord<>(DEAD.topic(), DEAD.partition(), offset, new byte[0], new byte[0]));
    }

    /** The marker of a transaction was the last before the end; dead letters that come meanwhile are polled with the others. */
    @Test
    void a_gap_before_the_end_is_passed_though_records_from_behind_the_end_are_polled() throws Exception {
        consumer.updateBeginningOffsets(Map.of(DEAD, 0L));
        consumer.updateEndOffsets(Map.of(DEAD, 6L));
        DeadLetterPartitions letters = new DeadLetterPartitions(consumer, DEAD.topic(), 1);
        letters.assignAll();
        letter(4);
        letter(8);
        assertThat(letters.poll(Duration.ZERO)).hasSize(2);
        assertThat(letters.isWanted(DEAD, 8)).isFalse();
        letters.decided(DEAD, 4, false);
        letters.settle();
        assertThat(letters.remaining()).isZero();
        assertThat(letters.areRead()).isTrue();
    }

    @Test
    void what_was_polled_and_not_decided_is_polled_again() throws Exception {
        consumer.updateBeginningOffsets(Map.of(DEAD, 0L));
        consumer.updateEndOffsets(Map.of(DEAD, 6L));
        DeadLetterPartitions letters = new DeadLetterPartitions(consumer, DEAD.topic(), 1);
        letters.assignAll();
        letter(0);
        letter(1);
        letter(9);
        assertThat(letters.poll(Duration.ZERO)).hasSize(3);
        letters.decided(DEAD, 0, false);
        letters.settle();
        assertThat(consumer.position(DEAD)).isEqualTo(1);
        assertThat(letters.remaining()).isEqualTo(5);
    }
}
