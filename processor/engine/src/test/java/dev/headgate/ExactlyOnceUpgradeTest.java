package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A version before has left something behind. */
@Tag("broker")
@Timeout(120)
class ExactlyOnceUpgradeTest {
    private final String input = TestKafka.newTopic(1);
    private final String output = TestKafka.newTopic(1);
    private final ExactlyOnceRun run = new ExactlyOnceRun(TestKafka.bootstrapServers(), input, output)
            .withClient(Map.of("group.instance.id", "0", "session.timeout.ms", 6_000));

    /** Static members had the transactional id headgate-GROUP-INSTANCE once, without a colon. */
    @Test
    @SuppressWarnings("removal") // there is no other metadata of a group that one is no member of
    void a_transaction_left_open_under_a_static_members_former_id_is_waited_for_and_its_records_are_done_once() {
        int records = 100;
        TestKafka.produce(input, records, 10);
        Map<String, ?> former = Map.of("transactional.id", "headgate-" + input + "-0", "transaction.timeout.ms", 5_000);
        long begun = System.nanoTime();
        try (Producer<byte[], byte[]> killed = TestKafka.producer(former)) {
            killed.initTransactions();
            killed.beginTransaction();
            var _ = killed.send(new ProducerRecord<>(output, TestKafka.bytes("key"), TestKafka.bytes("f(0)")));
            killed.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(input, 0), new OffsetAndMetadata(1)), new ConsumerGroupMetadata(input));
            killed.flush();
            try (Headgate _ = run.start(builder -> builder, (record, context) -> ExactlyOnceRun.functionOf(record))) {
                run.awaitCommittedUpTo(run.ends(input));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("nobody else ends that transaction")
                    .isGreaterThan(Duration.ofSeconds(3));
            killed.close(Duration.ZERO);
        }
        run.thenTheOutputIsTheFunctionOfTheInput(records);
    }
}
